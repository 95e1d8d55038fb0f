/// The state of one import: turns nodes into operations, in the file's order.
///
/// Each operator is a method that takes a node and gives its outputs (folder `Operators`). They work on operands
/// without asking whether these are constant: `emit` computes what has only constant inputs.
struct ONNXLowering {
  let opset: Int64
  let model: ONNXModel
  let bytes: [UInt8]
  let folder: ONNXExternalData
  var budget: ConstantBudget

  var graph = Graph()
  /// Values by their names in the file.
  var operands: [String: ONNXOperand] = [:]
  /// Outputs that are not computed, and the node that declares each.
  private var unsupportedOutputs: [String: String] = [:]
  /// How often nodes still read each name; constants are let go after the last time.
  private var remainingUses: [String: Int] = [:]
  /// Constants of the graph by name, so that shared weights stay shared.
  var constantIDs: [String: ValueID] = [:]
  /// Rearranged weights.
  var arrangedIDs: [ArrangedKey: ValueID] = [:]
  /// What is known about computed values beyond their shapes.
  var facts = ONNXValueFacts()

  struct ArrangedKey: Hashable {
    let name: String
    let arrangement: ONNXArrangement
  }

  init(_ model: ONNXModel, _ bytes: [UInt8], folder: ONNXExternalData) {
    self.model = model
    self.bytes = bytes
    self.folder = folder
    opset = model.opset
    budget = ConstantBudget(modelBytes: bytes.count + folder.byteCount(model.graph.initializers))
  }

  mutating func run() throws(ONNXError) -> Graph {
    for (i, tensor) in model.graph.initializers.enumerated() {
      try define(
        ONNXOperand(
          name: tensor.name, shape: try tensor.shape(), source: .initializer(i), hasFileName: true),
        at: tensor.place)
    }
    for input in model.graph.inputs where operands[input.name] == nil { try addInput(input) }
    for node in model.graph.nodes {
      for name in node.inputs { remainingUses[name, default: 0] += 1 }
    }
    for output in model.graph.outputs { remainingUses[output.name, default: 0] += 1 }
    for node in model.graph.nodes { try lower(node) }
    try addOutputs()
    graph.removeUnused()
    do { try graph.validate() } catch { throw .invalid(place: error.place, error.message) }
    return graph
  }

  // MARK: - The network's inputs and outputs

  private mutating func addInput(_ input: ONNXValueInfo) throws(ONNXError) {
    let place = "network input \"\(input.name)\""
    guard let dimensions = input.shape else {
      throw .invalid(place: place, "The file gives no shape for it. Export the model with an example input.")
    }
    var shape: [Int] = []
    for (i, dimension) in dimensions.enumerated() {
      // Exporters write 0, −1 or a name for a dimension that is left open.
      if let dimension, dimension > 0 {
        shape.append(Int(clamping: dimension))
      } else if i == 0 {
        shape.append(1)
      } else {
        throw .unsupported(
          place: place,
          "Dimension \(i) is not fixed; only the batch may be open. Export the model without dynamic axes.")
      }
    }
    guard shape.elementCount <= Int(Int32.max) else {
      throw .invalid(place: place, "Shape \(shape) has more than 2^31 − 1 elements.")
    }
    guard let type = ONNXElementType(rawValue: input.elementType), type.elementType == .float32 else {
      throw .unsupported(
        place: place, "Its elements are of ONNX type \(input.elementType); a float network has float inputs.")
    }
    let id = graph.add(Value(name: input.name, shape: shape))
    graph.inputs.append(id)
    try define(
      ONNXOperand(name: input.name, shape: shape, source: .computed(id), hasFileName: true), at: place)
  }

  private mutating func addOutputs() throws(ONNXError) {
    guard !model.graph.outputs.isEmpty else {
      throw .invalid(place: "graph", "The network has no outputs. Export the model again.")
    }
    for output in model.graph.outputs {
      let place = "network output \"\(output.name)\""
      guard let operand = operands[output.name] else {
        throw .invalid(place: place, "No node computes it. Export the model again.")
      }
      graph.outputs.append(try id(of: operand, at: place))
    }
  }

  // MARK: - Nodes

  private mutating func lower(_ node: ONNXNode) throws(ONNXError) {
    guard node.domain.isEmpty || node.domain == "ai.onnx",
      let method = ONNXOperators.methods[node.type]
    else { throw node.unsupported(ONNXOperators.advice(node)) }
    for name in node.inputs where !name.isEmpty {
      guard operands[name] != nil else {
        if let place = unsupportedOutputs[name] {
          throw node.unsupported(
            "It reads \"\(name)\", an output of \(place) that is not supported. Export the network for inference."
          )
        }
        throw node.invalid(
          "It reads \"\(name)\", which nothing before it computes; the graph is cyclic or out of order.")
      }
    }
    // A constant that only this node still reads is on its way out: what replaces it takes its room.
    var released: [String] = []
    for name in node.inputs where !name.isEmpty {
      remainingUses[name, default: 1] -= 1
      if remainingUses[name] == 0 { released.append(name) }
    }
    for name in released { budget.release(operands[name]?.constantBytes ?? 0) }
    let results = try method(&self, node)
    for (i, name) in node.outputs.enumerated() where !name.isEmpty {
      // Masks and statistics that exporters declare; only one who reads them must know.
      guard i < results.count else {
        unsupportedOutputs[name] = node.place
        continue
      }
      if case .computed(let id) = results[i].source { graph.rename(id, name) }
      try define(results[i].renamed(name), at: node.place)
    }
    for name in released { operands[name] = nil }
  }

  private mutating func define(_ operand: ONNXOperand, at place: String) throws(ONNXError) {
    guard operands.updateValue(operand, forKey: operand.name) == nil else {
      throw .invalid(
        place: place, "The name \"\(operand.name)\" is given to two values. Export the model again.")
    }
    try budget.retain(operand.constantBytes, at: place)
  }

  // MARK: - Operations

  /// Appends an operation, or computes it where all its inputs are constant.
  ///
  /// - Parameters:
  ///   - step: Distinguishes the operations that one node becomes.
  /// - Returns: The outputs.
  mutating func emit(
    _ node: ONNXNode, _ kind: any OperationKind, _ inputs: [ONNXOperand?], step: String = ""
  ) throws(ONNXError) -> [ONNXOperand] {
    let name = step.isEmpty ? node.label : "\(node.label)/\(step)"
    if inputs.allSatisfy({ $0?.isConstant ?? true }) { return try fold(node, kind, inputs, named: name) }
    var ids: [ValueID?] = []
    for input in inputs {
      if let input { ids.append(try id(of: input, at: node.place)) } else { ids.append(nil) }
    }
    do throws(GraphError) {
      return try graph.append(kind, named: name, inputs: ids).map { id in
        ONNXOperand(name: graph[id].name, shape: graph[id].shape, source: .computed(id))
      }
    } catch { throw node.invalid(error.message) }
  }

  /// Computes an operation on constants.
  private mutating func fold(
    _ node: ONNXNode, _ kind: any OperationKind, _ inputs: [ONNXOperand?], named name: String
  ) throws(ONNXError) -> [ONNXOperand] {
    var tensors: [HostTensor?] = []
    for input in inputs {
      if let input { tensors.append(try tensor(input, at: node.place)) } else { tensors.append(nil) }
    }
    let shapes: [[Int]]
    do { shapes = try kind.checkedOutputShapes(tensors.values) } catch { throw node.invalid(error.message) }
    try budget.compute(8 * shapes.reduce(0) { $0 + $1.elementCount }, at: node.place)
    let results: [HostTensor]
    do { results = try kind.evaluate(tensors) } catch { throw node.invalid(error.message) }
    return results.enumerated().map { i, tensor in
      ONNXOperand(name: i == 0 ? name : "\(name):\(i)", shape: tensor.shape, source: .constant(tensor.data))
    }
  }

  /// The one output of an operation that has one.
  mutating func emitOne(
    _ node: ONNXNode, _ kind: any OperationKind, _ inputs: [ONNXOperand?], step: String = ""
  ) throws(ONNXError) -> ONNXOperand {
    let results = try emit(node, kind, inputs, step: step)
    guard results.count == 1 else { throw node.invalid("It gives \(results.count) outputs.") }
    return results[0]
  }

  /// The operand with another shape of as many elements.
  mutating func reshaped(
    _ node: ONNXNode, _ operand: ONNXOperand, to shape: [Int], step: String
  ) throws(ONNXError) -> ONNXOperand {
    if operand.shape == shape { return operand }
    let name = "\(node.label)/\(step)"
    return try emitOne(node, ReshapeKind(), [operand, constant(shape, named: "\(name)/shape")], step: step)
  }

  /// The operand with its dimensions in another order.
  mutating func transposed(
    _ node: ONNXNode, _ operand: ONNXOperand, by permutation: [Int], step: String
  ) throws(ONNXError) -> ONNXOperand {
    if permutation == Array(permutation.indices) { return operand }
    let name = "\(node.label)/\(step)"
    return try emitOne(
      node, TransposeKind(), [operand, constant(permutation, named: "\(name)/permutation")], step: step)
  }
}

extension Graph {
  /// Names a value, and the operation that computes it in messages, as the source file does.
  fileprivate mutating func rename(_ id: ValueID, _ name: String) {
    // The network's inputs were added first; they keep their names.
    if id.index >= inputs.count { self[id].name = name }
  }
}
