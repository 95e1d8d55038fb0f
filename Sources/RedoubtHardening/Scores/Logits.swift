import RedoubtModel

/// The scores that a network decides by: what its final SOFTMAX reads, else its first output.
struct Logits: Sendable {
  let value: ValueID
  /// Factor of the final SOFTMAX; 1 where there is none.
  let beta: Float

  init(_ graph: Graph) throws(GraphError) {
    guard let output = graph.outputs.first else { throw GraphError("The network has no output.") }
    var producers: [ValueID: GraphOperation] = [:]
    for operation in graph.operations { for id in operation.outputs { producers[id] = operation } }
    var id = output
    while let operation = producers[id], let input = operation.inputs.first ?? nil {
      if let softmax = operation.kind as? SoftmaxKind {
        (value, beta) = (input, softmax.beta)
        return
      }
      guard
        operation.kind is ReshapeKind || operation.kind is QuantizeKind || operation.kind is DequantizeKind
      else { break }
      id = input
    }
    (value, beta) = (output, 1)
  }

  /// Gradient of the loss with respect to the logits.
  ///
  /// With a label the loss is the cross-entropy, `softmax(beta × logits) − 1` at the label times beta. Without one it is the
  /// winning logit itself.
  func seed(_ logits: [Float], label: Int?) -> [Float] {
    var seed = [Float](repeating: 0, count: logits.count)
    guard let label, logits.indices.contains(label) else {
      if !logits.isEmpty { seed[logits.indexOfMaximum] = 1 }
      return seed
    }
    let largest = Double(logits.max() ?? 0)
    let powers = logits.map { Exponential.exp(Double(beta) * (Double($0) - largest)) }
    let sum = powers.reduce(0, +)
    for i in seed.indices { seed[i] = beta * (Float(powers[i] / sum) - (i == label ? 1 : 0)) }
    return seed
  }
}
