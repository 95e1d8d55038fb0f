/// What PAD and PADV2 share: where the input stands in the output, and the two steps of the kernel.
package struct Padding {
  package let input, output: Tensor
  /// Elements of the output in front of the input, along each dimension.
  package private(set) var before: [6 of Int]

  /// Checks tensors and paddings: integer [rank, 2], elements before and behind along each dimension.
  package init(_ node: Node) throws(ModelError) {
    (input, output) = (try node.input(0), try node.output(0))
    try input.requireCopyable(to: output)
    let rank = input.shape.rank
    try node.requireOperand(1, count: 2 &* rank)
    guard output.shape.rank == rank else {
      throw output.error(.shapeMismatch, .tensorShape, value: output.shape.rank)
    }
    before = .init(repeating: 0)
    var values = StaticValues()
    for d in 0..<rank {
      let front = Int(try values.operand(1, 2 &* d, node))
      let back = Int(try values.operand(1, 2 &* d &+ 1, node))
      // Subtracting from the output's size cannot overflow where adding could.
      let added = output.shape[d] &- input.shape[d]
      guard front >= 0, back >= 0, front <= added, back == added &- front else {
        throw output.error(.shapeMismatch, .tensorShape, value: output.shape[d])
      }
      before[d] = front
    }
  }

  /// Fills the output with an element, then copies the input to its place.
  ///
  /// - Parameter element: The bytes of the element, as many as the type has.
  func run(_ memory: borrowing TensorMemory, element: [4 of UInt8]) throws(ModelError) {
    try memory.fill(output, with: element)
    let bytes = input.type.byteCount
    var plan = StridedCopy(elementBytes: bytes)
    var d = input.shape.rank
    while d > 0 {
      d = d &- 1
      let stride = output.shape.stride(of: d) &* bytes
      plan.addLoop(input.shape[d], source: input.shape.stride(of: d) &* bytes, destination: stride)
      plan.destinationOrigin = plan.destinationOrigin &+ before[d] &* stride
    }
    try memory.copy(plan, from: input, to: output)
  }
}

extension Tensor {
  /// The bytes of the element that stands for the real number 0.
  func zeroElement() throws(ModelError) -> [4 of UInt8] {
    var element: [4 of UInt8] = .init(repeating: 0)
    if type == .int8, quantization.count > 0 {
      element[0] = UInt8(truncatingIfNeeded: try zeroPoint())
    }
    return element
  }
}

extension TensorMemory {
  /// Writes one element everywhere.
  func fill(_ tensor: Tensor, with element: [4 of UInt8]) throws(ModelError) {
    var output = try write(tensor, as: UInt8.self)
    // Types have 1, 2 or 4 bytes here.
    let mask = (tensor.type.byteCount &- 1) & 3
    for i in 0..<output.count { output[i] = element[i & mask] }
  }
}
