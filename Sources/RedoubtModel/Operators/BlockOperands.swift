/// Block sizes and borders of SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND, one per spatial dimension.
struct BlockOperands {
  let sizes: [Int]
  /// Cells added or cut off at each border.
  let before, after: [Int]

  init(_ inputs: [Value?], paddings role: String) throws(GraphError) {
    let shape = try inputs.operand(0).shape
    sizes = try inputs.integers(1, "block sizes")
    let borders = try inputs.integers(2, role, count: 2 * sizes.count)
    guard sizes.count < shape.count, sizes.allSatisfy({ $0 >= 1 }), borders.allSatisfy({ $0 >= 0 }) else {
      throw GraphError("Blocks \(sizes) with \(role) \(borders) do not fit a tensor of shape \(shape).")
    }
    before = sizes.indices.map { borders[2 * $0] }
    after = sizes.indices.map { borders[2 * $0 + 1] }
  }

  /// The borders as padding of a tensor of this rank.
  func padding(rank: Int) throws(GraphError) -> Padding {
    var operand = [Int](repeating: 0, count: 2 * rank)
    for i in sizes.indices { (operand[2 * i + 2], operand[2 * i + 3]) = (before[i], after[i]) }
    return try Padding(operand, of: [Int](repeating: 1, count: rank))
  }
}
