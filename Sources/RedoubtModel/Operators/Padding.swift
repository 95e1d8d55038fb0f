/// Cells added around a tensor: the operand of PAD and PADV2, int32 [rank, 2] with cells before and after.
struct Padding {
  let before: [Int]
  let after: [Int]

  init(_ operand: [Int], of shape: [Int]) throws(GraphError) {
    guard operand.count == 2 * shape.count, operand.allSatisfy({ $0 >= 0 }) else {
      throw GraphError(
        "Paddings \(operand) do not fit shape \(shape): two numbers per dimension, none negative, are needed."
      )
    }
    before = shape.indices.map { operand[2 * $0] }
    after = shape.indices.map { operand[2 * $0 + 1] }
  }

  func outputShape(of shape: [Int]) -> [Int] { shape.indices.map { before[$0] + shape[$0] + after[$0] } }
}
