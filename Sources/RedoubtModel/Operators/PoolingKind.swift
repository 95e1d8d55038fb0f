/// Kinds that take the cells of a moving window together: input [N, H, W, C], output [N, OH, OW, C].
///
/// Dilations of the window must be 1.
public protocol PoolingKind: OperationKind {
  /// Rows and columns of the window, at least 1 each.
  var filter: SpatialExtent { get }
  /// Padding and strides of the window.
  var window: WindowAttributes { get }
  /// Clamps the results.
  var activation: FusedActivation { get set }

  init(filter: SpatialExtent, window: WindowAttributes, activation: FusedActivation)
}

extension PoolingKind {
  /// The fields of `Pool2DOptions`; a stride or filter that is absent is 0, which `outputShapes` refuses.
  ///
  /// - Throws: For padding other than SAME and VALID, or an activation that is not supported.
  public init(decoding options: OptionFields) throws(GraphError) {
    let (filter, window) = try options.pool()
    self.init(filter: filter, window: window, activation: try options.activation(5))
  }

  /// [N, OH, OW, C].
  ///
  /// - Throws: Where the input has not four dimensions, or the window does not fit it.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let input = try inputs.operand(0, rank: 4, "input").shape
    let (rows, columns) = try window.poolGeometry(input: input, filter: filter)
    return [[input[0], rows.output, columns.output, input[3]]]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType,
      options: [
        0: .int8(window.padding.rawValue), 1: .int32(window.strides.columns), 2: .int32(window.strides.rows),
        3: .int32(filter.columns), 4: .int32(filter.rows), 5: .int8(activation.rawValue),
      ])
  }

  /// The operation with this activation, nil where one is fused already.
  public func fusing(_ activation: FusedActivation) -> (any OperationKind)? {
    var fused = self
    fused.activation = activation
    return self.activation == .none ? fused : nil
  }

  /// The pool of input 0, `combine` over the window's cells inside the input, then `finish` with their number.
  @inline(__always)
  func pooled(
    _ inputs: [HostTensor?], from initial: Float, combine: (Float, Float) -> Float,
    finish: (Float, Int) -> Float
  ) throws(GraphError) -> [HostTensor] {
    let elements = try inputs.floats(0)
    let input = try inputs.tensor(0).shape
    let (rows, columns) = try window.poolGeometry(input: input, filter: filter)
    let result = PoolingLoop(rows: rows, columns: columns, input: input).run(
      elements, from: initial, combine: combine, finish: finish)
    return [HostTensor(shape: try outputShapes(inputs.values)[0], activation.applied(to: result))]
  }
}

extension WindowAttributes {
  /// Positions of a pooling window, which is not dilated.
  package func poolGeometry(
    input: [Int], filter: SpatialExtent
  ) throws(GraphError) -> (rows: WindowGeometry, columns: WindowGeometry) {
    guard dilations == .one else { throw GraphError("A pooling window with dilation is not supported.") }
    return try geometry(input: input, kernelRows: Int(filter.rows), kernelColumns: Int(filter.columns))
  }
}
