/// BATCH_TO_SPACE_ND: input [N, spatial…, rest…], block sizes [M] and crops [M, 2] as int32 constants.
///
/// The inverse of SPACE_TO_BATCH_ND: batches become the cells of blocks, then cells are cut off at the borders.
public struct BatchToSpaceNDKind: OperationKind {
  public static let name = "BATCH_TO_SPACE_ND"

  public init() {}

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

  public var encoding: OperatorEncoding { OperatorEncoding(code: 37, version: 2, optionsType: 24) }
}
