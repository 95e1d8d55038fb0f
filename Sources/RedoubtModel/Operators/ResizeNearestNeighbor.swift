/// RESIZE_NEAREST_NEIGHBOR: input [N, H, W, C], then rows and columns of the output as an int32 constant [2].
public struct ResizeNearestNeighborKind: OperationKind {
  public static let name = "RESIZE_NEAREST_NEIGHBOR"
  /// Whether the corner elements of input and output coincide.
  public var alignCorners: Bool
  /// Whether elements are sampled at their centres.
  public var halfPixelCenters: Bool

  public init(alignCorners: Bool = false, halfPixelCenters: Bool = false) {
    self.alignCorners = alignCorners
    self.halfPixelCenters = halfPixelCenters
  }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let input = try inputs.operand(0, rank: 4, "input").shape
    let size = try inputs.integers(1, "size", count: 2)
    guard size[0] >= 1, size[1] >= 1 else { throw GraphError("An output of \(size) cells is not defined.") }
    return [[input[0], size[0], size[1], input[3]]]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: 97, version: alignCorners || halfPixelCenters ? 3 : 2, optionsType: 74,
      options: [0: .bool(alignCorners), 1: .bool(halfPixelCenters)])
  }
}
