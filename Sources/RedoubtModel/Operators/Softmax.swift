/// SOFTMAX: e^(beta × x), divided by their sum over the last dimension.
public struct SoftmaxKind: OperationKind {
  public static let name = "SOFTMAX"
  public var beta: Float

  public init(beta: Float = 1) { self.beta = beta }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let shape = try inputs.operand(0).shape
    guard let last = shape.last, last >= 1 else {
      throw GraphError("A tensor of shape \(shape) has no elements in a last dimension.")
    }
    return [shape]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: 25, version: 2, optionsType: 9, options: [0: .float32(beta)])
  }
}
