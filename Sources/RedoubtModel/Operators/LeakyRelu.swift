/// LEAKY_RELU: x where x is at least 0, else alpha × x.
public struct LeakyReluKind: OperationKind {
  public static let name = "LEAKY_RELU"
  public var alpha: Float

  public init(alpha: Float) { self.alpha = alpha }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: 98, version: 2, optionsType: 75, options: [0: .float32(alpha)])
  }
}
