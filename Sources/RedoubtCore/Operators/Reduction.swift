/// What MEAN and REDUCE_MAX share: int8 input, a constant list of axes (int32, any order, negative ones count
/// from the end, repeated ones count once), int8 output whose dimensions along those axes are 1 or left out.
package struct Reduction {
  package let input, output: Tensor
  /// Elements of the input that make one of the output.
  package let elements: Int
  /// The outputs' places in the input, and the places of an output's elements from there.
  let kept, reduced: StridedWalk

  private static let optionsType: UInt8 = 27

  init(_ node: Node) throws(ModelError) {
    try node.require(inputs: 2...2, outputs: 1)
    (input, output) = (try node.input(0), try node.output(0))
    let axes = try node.input(1)
    try input.require(.int8)
    try output.require(.int8)
    try axes.require(.int32)
    let shape = input.shape
    guard shape.rank >= 1, shape.count > 0 else {
      throw input.error(.shapeMismatch, .tensorShape, value: shape.count)
    }
    var isReduced: [6 of Bool] = [false, false, false, false, false, false]
    for i in 0..<axes.shape.count {
      isReduced[try axes.constantAxis(i, rank: shape.rank, in: node.model.bytes)] = true
    }
    let keepsDimensions = try node.options(Self.optionsType).scalar(0, default: 0 as UInt8) != 0
    var (kept, reduced) = (StridedWalk(), StridedWalk())
    var (stride, elements) = (shape.count, 1)
    var expected = Shape()
    for i in 0..<shape.rank {
      stride = stride / shape[i]
      if isReduced[i] {
        reduced.append(extent: shape[i], stride: stride)
        elements = elements &* shape[i]
      } else {
        kept.append(extent: shape[i], stride: stride)
      }
      // Appending cannot fail: neither rank nor count exceeds the input's.
      if !isReduced[i] || keepsDimensions {
        _ = expected.append(isReduced[i] ? 1 : Int32(truncatingIfNeeded: shape[i]))
      }
    }
    try output.require(expected)
    (self.kept, self.reduced, self.elements) = (kept, reduced, elements)
  }
}
