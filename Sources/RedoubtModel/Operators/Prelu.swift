/// PRELU: input x, then alpha, which broadcasts to x; x where x is at least 0, else alpha × x.
public struct PreluKind: OperationKind {
  public static let name = "PRELU"

  public init() {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let (input, alpha) = (try inputs.operand(0).shape, try inputs.operand(1).shape)
    guard try input.broadcast(with: alpha) == input else {
      throw GraphError("Alpha of shape \(alpha) does not broadcast to the input's shape \(input).")
    }
    return [input]
  }

  public var encoding: OperatorEncoding { OperatorEncoding(code: 54) }
}
