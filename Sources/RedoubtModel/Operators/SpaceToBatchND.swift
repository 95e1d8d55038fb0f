/// SPACE_TO_BATCH_ND: input [N, spatial…, rest…], block sizes [M] and paddings [M, 2] as int32 constants.
///
/// The padded spatial dimensions are divided into blocks; the cells of a block go to separate batches.
public struct SpaceToBatchNDKind: OperationKind {
  public static let name = "SPACE_TO_BATCH_ND"
  public static let builtinCode: Int32 = 38
  public static let optionsType: UInt8 = 25

  public init() {}

  public init(decoding options: OptionFields) {}

  /// [N × all block sizes, padded spatial ÷ block size…, rest…].
  ///
  /// - Throws: Where a padded dimension does not divide into blocks, or the operands do not fit the rank.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    var shape = try inputs.operand(0).shape
    let blocks = try BlockOperands(inputs, paddings: "paddings")
    for (i, block) in blocks.sizes.enumerated() {
      let padded = shape[i + 1] + blocks.before[i] + blocks.after[i]
      guard padded % block == 0 else {
        throw GraphError("\(padded) padded cells do not divide into blocks of \(block).")
      }
      shape[i + 1] = padded / block
      shape[0] = [shape[0], block].elementCount
    }
    return [shape]
  }

  /// Takes elements of every type; cells of the padding are 0, or false.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let shape = try outputShapes(inputs.values)[0]
    let blocks = try BlockOperands(inputs.values, paddings: "paddings")
    let padded = try blocks.padding(rank: shape.count).apply(to: try inputs.tensor(0))
    let (source, count) = (padded.shape.rowMajorStrides, blocks.sizes.count)
    let data = try padded.data.viewed(
      shape: blocks.sizes + [padded.shape[0]] + shape.dropFirst(),
      strides: source[1...count] + [source[0]]
        + (1..<shape.count).map { $0 <= count ? source[$0] * blocks.sizes[$0 - 1] : source[$0] })
    return [HostTensor(shape: shape, data: data)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, version: 2, optionsType: Self.optionsType)
  }
}
