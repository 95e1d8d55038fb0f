/// MAX_POOL_2D: input [N, H, W, C]; largest of the window's cells that lie inside the input.
///
/// Dilations of the window must be 1.
public struct MaxPool2DKind: OperationKind {
  public static let name = "MAX_POOL_2D"
  public static let builtinCode: Int32 = 17
  public static let optionsType: UInt8 = 5
  public var filter: SpatialExtent
  public var window: WindowAttributes
  public var activation: FusedActivation

  public init(filter: SpatialExtent, window: WindowAttributes, activation: FusedActivation = .none) {
    self.filter = filter
    self.window = window
    self.activation = activation
  }

  public init(decoding options: OptionFields) throws(GraphError) {
    (filter, window) = try options.pool()
    activation = try options.activation(5)
  }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let input = try inputs.operand(0, rank: 4, "input").shape
    let (rows, columns) = try window.poolGeometry(input: input, filter: filter)
    return [[input[0], rows.output, columns.output, input[3]]]
  }

  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let elements = try inputs.floats(0)
    let input = try inputs.tensor(0).shape
    let (rows, columns) = try window.poolGeometry(input: input, filter: filter)
    let result = PoolingLoop(rows: rows, columns: columns, input: input).run(
      elements, from: -.infinity, combine: { max($0, $1) }, finish: { value, _ in value })
    return [HostTensor(shape: try outputShapes(inputs.values)[0], activation.applied(to: result))]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType,
      options: window.poolOptions(filter: filter, activation: activation))
  }

  public func fusing(_ activation: FusedActivation) -> (any OperationKind)? {
    var fused = self
    fused.activation = activation
    return self.activation == .none ? fused : nil
  }
}
