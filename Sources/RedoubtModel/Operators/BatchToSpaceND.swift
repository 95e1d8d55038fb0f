/// BATCH_TO_SPACE_ND: input [N, spatial…, rest…], block sizes [M] and crops [M, 2] as int32 constants.
///
/// The inverse of SPACE_TO_BATCH_ND: batches become the cells of blocks, then cells are cut off at the borders.
public struct BatchToSpaceNDKind: OperationKind {
  public static let name = "BATCH_TO_SPACE_ND"
  public static let builtinCode: Int32 = 37
  public static let optionsType: UInt8 = 24

  public init() {}

  public init(decoding options: OptionFields) {}

  /// [N ÷ all block sizes, spatial × block size − crops…, rest…].
  ///
  /// - Throws: Where N does not divide into blocks, or the crops cut off more cells than there are.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    var shape = try inputs.operand(0).shape
    let blocks = try BlockOperands(inputs, paddings: "crops")
    guard shape[0] % blocks.sizes.elementCount == 0 else {
      throw GraphError("\(shape[0]) batches do not divide into blocks of \(blocks.sizes).")
    }
    shape[0] /= blocks.sizes.elementCount
    for (i, block) in blocks.sizes.enumerated() {
      shape[i + 1] = shape[i + 1] * block - blocks.before[i] - blocks.after[i]
      guard shape[i + 1] >= 0 else { throw GraphError("The crops cut off more cells than there are.") }
    }
    return [shape]
  }

  /// Takes elements of every type.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let (shape, input) = (try outputShapes(inputs.values)[0], try inputs.tensor(0))
    let blocks = try BlockOperands(inputs.values, paddings: "crops")
    let source = input.shape.rowMajorStrides
    // The batches are [blocks…, N]: seen as [N, spatial and block in turn, rest…] they lie as in the output.
    let batches = blocks.sizes + [shape[0]]
    let blockStrides = batches.rowMajorStrides.map { $0 * source[0] }
    var (viewShape, viewStrides, whole) = ([shape[0]], [source[0]], [shape[0]])
    for (i, block) in blocks.sizes.enumerated() {
      viewShape += [input.shape[i + 1], block]
      viewStrides += [source[i + 1], blockStrides[i]]
      whole.append(input.shape[i + 1] * block)
    }
    let rest = (blocks.sizes.count + 1)..<shape.count
    let cells = try input.data.viewed(
      shape: viewShape + rest.map { shape[$0] }, strides: viewStrides + rest.map { source[$0] })
    whole += rest.map { shape[$0] }
    let strides = whole.rowMajorStrides
    let offset = blocks.before.indices.reduce(0) { $0 + blocks.before[$1] * strides[$1 + 1] }
    return [HostTensor(shape: shape, data: try cells.viewed(shape: shape, offset: offset, strides: strides))]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, version: 2, optionsType: Self.optionsType)
  }
}
