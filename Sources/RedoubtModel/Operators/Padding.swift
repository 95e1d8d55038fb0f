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

  /// The tensor with the cells around it.
  ///
  /// - Parameter fill: One element for the new cells; 0 where it is left out.
  func apply(to input: HostTensor, fill: TensorData? = nil) throws(GraphError) -> HostTensor {
    let shape = outputShape(of: input.shape)
    guard shape.elementCount <= Int(Int32.max) else {
      throw GraphError("A padded tensor of shape \(shape) has more than 2^31 − 1 elements.")
    }
    let strides = shape.rowMajorStrides
    let move = StridedMove(
      shape: input.shape, sourceStrides: input.shape.rowMajorStrides,
      destinationOffset: zip(before, strides).reduce(0) { $0 + $1.0 * $1.1 }, destinationStrides: strides)
    let data = try TensorData.assembled(
      count: shape.elementCount, fill: fill, [(move, input.data)], type: input.data.type)
    return HostTensor(shape: shape, data: data)
  }
}
