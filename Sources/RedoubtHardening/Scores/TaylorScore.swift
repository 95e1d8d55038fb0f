import RedoubtModel

/// Mean |gradient × activation| of the unit's plane: how much the loss would change, to first order, were the
/// activation gone.
///
/// The activations are those of the int8 network; gradients are those of the network of dequantised weights, with
/// rounding passed straight through.
///
/// - Source: P. Molchanov et al., "Pruning convolutional neural networks for resource efficient inference", ICLR 2017.
struct TaylorScore: RecordScore {
  private let planes: PlaneMeans
  private let gradients: GradientNetwork
  private let logits: Logits
  private let valueCount: Int
  private let output: Int

  /// - Throws: `GraphError` for an operation without a derivative; `ModelError`.
  init(_ network: RankedNetwork, output: Int) throws {
    let graph = try TFLiteImporter(network.file).graph()
    logits = try Logits(graph)
    gradients = try GradientNetwork(graph, from: logits.value)
    planes = PlaneMeans(network.units)
    valueCount = graph.values.count
    self.output = output
  }

  func values(
    _ pass: ForwardPass, _ record: [UInt8], label: Int?
  ) throws -> (values: [Double], decision: Int) {
    // The importer gives a tensor the value of its index.
    var values = [[Float]](repeating: [], count: valueCount)
    try pass.run(record) { tensor, elements in values[tensor] = elements }
    let scores = values[logits.value.index]
    let results = gradients.gradients(
      from: logits.value, seed: logits.seed(scores, label: label), values: values)
    var means = planes.zeros
    for (tensor, gradient) in results.enumerated() where !gradient.isEmpty {
      let elements = values[tensor]
      guard elements.count == gradient.count else { continue }
      planes.add(tensor, elements.count, to: &means) { abs(elements[$0] * gradient[$0]) }
    }
    return (means, values[output].indexOfMaximum)
  }
}
