import RedoubtModel

/// Reverse differentiation through a network: from the gradient of one value to those of all values before it.
///
/// Prepared once; runs on any number of records, from several threads. Gradients are with respect to the real numbers
/// that the elements stand for.
struct GradientNetwork: Sendable {
  private struct Step: Sendable {
    let rule: any BackwardRule
    let inputs: [ValueID?]
    let outputs: [ValueID]
    /// Real numbers that the fused activation lets through; none where it is absent.
    let range: ClosedRange<Float>?
  }

  private let steps: [Step]
  private let counts: [Int]
  /// Real elements of the constants that rules read (operands of MUL and the like); empty for computed values.
  private let constants: [[Float]]
  /// Values that are differentiated.
  let isReal: [Bool]

  /// - Parameter logits: The value that gradients start from; operations behind it need no rule.
  /// - Throws: Names an operation without a rule.
  init(_ graph: Graph, from logits: ValueID) throws(GraphError) {
    var isReal = graph.values.map { _ in false }
    for id in graph.inputs { isReal[id.index] = Self.isReal(graph[id]) }
    for operation in graph.operations {
      for id in operation.outputs {
        // Outputs of shape arithmetic depend on no activation: nothing flows back from them.
        isReal[id.index] =
          Self.isReal(graph[id])
          && operation.inputs.contains { input in input.map { isReal[$0.index] } ?? false }
      }
    }
    var isNeeded = graph.values.map { _ in false }
    isNeeded[logits.index] = true
    var steps: [Step] = []
    var constants = [[Float]](repeating: [], count: graph.values.count)
    for operation in graph.operations.reversed() {
      guard operation.outputs.contains(where: { isNeeded[$0.index] && isReal[$0.index] }) else { continue }
      let wanted = operation.inputs.map { id in id.map { isReal[$0.index] } ?? false }
      let rule = try BackwardRules.rule(operation, graph, isReal: wanted)
      for case let id? in operation.inputs {
        if isReal[id.index] { isNeeded[id.index] = true }
        let isOperand = rule is PairBackward && graph[id].data != nil && constants[id.index].isEmpty
        if isOperand { constants[id.index] = try graph[id].realTensor().data.floats ?? [] }
      }
      let activation = operation.kind.activation
      steps.append(
        Step(
          rule: rule, inputs: operation.inputs, outputs: operation.outputs,
          range: activation == .none ? nil : activation.range))
    }
    self.steps = steps
    self.isReal = isReal
    self.constants = constants
    counts = graph.values.map(\.count)
  }

  private static func isReal(_ value: Value) -> Bool {
    value.data == nil && (value.type == .float32 || value.type == .int8)
  }

  /// Gradients of all values that the seed depends on.
  ///
  /// - Parameters:
  ///   - seed: Gradient of the loss with respect to the elements of `logits`.
  ///   - values: Real elements of each computed value, by index; others are not read.
  /// - Returns: By index of the value; empty where nothing flows back.
  func gradients(from logits: ValueID, seed: [Float], values: [[Float]]) -> [[Float]] {
    var gradients = [[Float]](repeating: [], count: counts.count)
    gradients[logits.index] = seed
    for step in steps {
      var upstream = step.outputs.map { gradients[$0.index] }
      guard upstream.contains(where: { !$0.isEmpty }) else { continue }
      for (i, id) in step.outputs.enumerated() {
        if upstream[i].isEmpty { upstream[i] = [Float](repeating: 0, count: counts[id.index]) }
        guard let range = step.range else { continue }
        let output = values[id.index]
        for k in upstream[i].indices where output[k] <= range.lowerBound || output[k] >= range.upperBound {
          upstream[i][k] = 0
        }
      }
      let operands = step.inputs.map { id in
        id.map { values[$0.index].isEmpty ? constants[$0.index] : values[$0.index] } ?? []
      }
      let results = step.rule.inputGradients(
        upstream, OperationValues(inputs: operands, outputs: step.outputs.map { values[$0.index] }))
      for (id, gradient) in zip(step.inputs, results) {
        guard let id, isReal[id.index], !gradient.isEmpty else { continue }
        if gradients[id.index].isEmpty {
          gradients[id.index] = gradient
        } else {
          for k in gradient.indices { gradients[id.index][k] += gradient[k] }
        }
      }
    }
    return gradients
  }
}
