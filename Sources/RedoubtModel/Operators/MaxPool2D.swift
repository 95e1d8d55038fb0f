/// MAX_POOL_2D: input [N, H, W, C]; largest of the window's cells that lie inside the input.
///
/// Dilations of the window must be 1.
public struct MaxPool2DKind: OperationKind {
  public static let name = "MAX_POOL_2D"
  public var filter: SpatialExtent
  public var window: WindowAttributes
  public var activation: FusedActivation

  public init(filter: SpatialExtent, window: WindowAttributes, activation: FusedActivation = .none) {
    self.filter = filter
    self.window = window
    self.activation = activation
  }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let input = try inputs.operand(0, rank: 4, "input").shape
    let (rows, columns) = try window.poolGeometry(input: input, filter: filter)
    return [[input[0], rows.output, columns.output, input[3]]]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: 17, version: 2, optionsType: 5,
      options: window.poolOptions(filter: filter, activation: activation))
  }

  public func fusing(_ activation: FusedActivation) -> (any OperationKind)? {
    var fused = self
    fused.activation = activation
    return self.activation == .none ? fused : nil
  }
}
