/// AVERAGE_POOL_2D: input [N, H, W, C]; mean of the window's cells that lie inside the input.
public struct AveragePool2DKind: PoolingKind {
  public static let name = "AVERAGE_POOL_2D"
  public static let builtinCode: Int32 = 1
  public static let optionsType: UInt8 = 5
  public var filter: SpatialExtent
  public var window: WindowAttributes
  public var activation: FusedActivation

  public init(filter: SpatialExtent, window: WindowAttributes, activation: FusedActivation = .none) {
    self.filter = filter
    self.window = window
    self.activation = activation
  }

  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try pooled(inputs, from: 0, combine: +, finish: { sum, cells in sum / Float(cells) })
  }
}
