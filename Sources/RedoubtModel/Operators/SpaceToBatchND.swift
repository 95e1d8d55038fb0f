/// SPACE_TO_BATCH_ND: input [N, spatial…, rest…], block sizes [M] and paddings [M, 2] as int32 constants.
///
/// The padded spatial dimensions are divided into blocks; the cells of a block go to separate batches.
public struct SpaceToBatchNDKind: OperationKind {
  public static let name = "SPACE_TO_BATCH_ND"

  public init() {}

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

  public var encoding: OperatorEncoding { OperatorEncoding(code: 38, version: 2, optionsType: 25) }
}
