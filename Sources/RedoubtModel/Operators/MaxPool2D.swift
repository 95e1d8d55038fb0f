/// MAX_POOL_2D: input [N, H, W, C]; largest of the window's cells that lie inside the input.
public struct MaxPool2DKind: PoolingKind {
  public static let name = "MAX_POOL_2D"
  public static let builtinCode: Int32 = 17
  public static let optionsType: UInt8 = 5
  /// Rows and columns of the window, at least 1 each.
  public var filter: SpatialExtent
  /// Padding, and strides of at least 1; dilations must be 1.
  public var window: WindowAttributes
  /// Clamps the largest values.
  public var activation: FusedActivation

  public init(filter: SpatialExtent, window: WindowAttributes, activation: FusedActivation = .none) {
    self.filter = filter
    self.window = window
    self.activation = activation
  }

  /// Takes float32 elements only; cells in the padding are left out.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try pooled(inputs, from: -.infinity, combine: { max($0, $1) }, finish: { value, _ in value })
  }
}
