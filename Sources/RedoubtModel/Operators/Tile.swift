/// TILE: input, then the number of repetitions along each dimension as an int32 constant.
public struct TileKind: OperationKind {
  public static let name = "TILE"

  public init() {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let shape = try inputs.operand(0).shape
    let repeats = try inputs.integers(1, "repetitions", count: shape.count)
    guard repeats.allSatisfy({ $0 >= 0 }) else { throw GraphError("Repetitions \(repeats) are negative.") }
    return [zip(shape, repeats).map { [$0, $1].elementCount }]
  }

  public var encoding: OperatorEncoding { OperatorEncoding(code: 69, version: 2, optionsType: 51) }
}
