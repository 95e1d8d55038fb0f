/// STRIDED_SLICE: input, then begin, end and strides as int32 constants, one element per dimension from the outermost.
public struct StridedSliceKind: OperationKind {
  public static let name = "STRIDED_SLICE"
  public static let builtinCode: Int32 = 45
  public static let optionsType: UInt8 = 32
  /// Bit i: begin[i] does not count, the slice starts at the border.
  public var beginMask: Int32
  /// Bit i: end[i] does not count, the slice reaches the border.
  public var endMask: Int32
  /// Bit i: dimension i is reduced to the element at begin[i] and leaves the shape.
  public var shrinkAxisMask: Int32

  public init(beginMask: Int32 = 0, endMask: Int32 = 0, shrinkAxisMask: Int32 = 0) {
    self.beginMask = beginMask
    self.endMask = endMask
    self.shrinkAxisMask = shrinkAxisMask
  }

  /// - Throws: For an ellipsis or new axes.
  public init(decoding options: OptionFields) throws(GraphError) {
    guard try options.int32(2) == 0, try options.int32(3) == 0 else {
      throw GraphError("Slices with an ellipsis or new axes are not supported; write all dimensions out.")
    }
    beginMask = try options.int32(0)
    endMask = try options.int32(1)
    shrinkAxisMask = try options.int32(4)
  }

  /// Elements taken along each dimension, without those of `shrinkAxisMask`; 0 where there are none.
  ///
  /// - Throws: Where a stride is 0, an index to shrink to is outside, or there are more slices than dimensions.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let region = try region(inputs)
    return [region.size.indices.filter { !region.isShrunk[$0] }.map { region.size[$0] }]
  }

  /// First element, step and number of elements along each dimension.
  func region(
    _ inputs: [Value?]
  ) throws(GraphError) -> (begin: [Int], step: [Int], size: [Int], isShrunk: [Bool]) {
    let shape = try inputs.operand(0).shape
    let begins = try inputs.integers(1, "begin")
    let ends = try inputs.integers(2, "end", count: begins.count)
    let steps = try inputs.integers(3, "strides", count: begins.count)
    guard begins.count <= shape.count, shape.count <= 31 else {
      throw GraphError("\(begins.count) slices do not fit a tensor of shape \(shape).")
    }
    var (begin, step) = ([Int](repeating: 0, count: shape.count), [Int](repeating: 1, count: shape.count))
    var (size, isShrunk) = (shape, [Bool](repeating: false, count: shape.count))
    for i in begins.indices {
      let extent = shape[i]
      guard steps[i] != 0 else { throw GraphError("The stride of dimension \(i) is 0.") }
      step[i] = steps[i]
      isShrunk[i] = shrinkAxisMask >> i & 1 == 1
      let from = begins[i] < 0 ? begins[i] + extent : begins[i]
      if isShrunk[i] {
        guard (0..<extent).contains(from) else {
          throw GraphError("Index \(begins[i]) is outside dimension \(i) of shape \(shape).")
        }
        (begin[i], size[i], step[i]) = (from, 1, 1)
        continue
      }
      // A slice that runs backwards begins at the last element and ends before the first.
      let (low, high) = steps[i] > 0 ? (0, extent) : (-1, extent - 1)
      let start = beginMask >> i & 1 == 1 ? (steps[i] > 0 ? low : high) : min(max(from, low), high)
      let to = ends[i] < 0 ? ends[i] + extent : ends[i]
      let stop = endMask >> i & 1 == 1 ? (steps[i] > 0 ? high : low) : min(max(to, low), high)
      let distance = steps[i] > 0 ? stop - start : start - stop
      begin[i] = start
      size[i] = distance <= 0 ? 0 : (distance - 1) / abs(steps[i]) + 1
    }
    return (begin, step, size, isShrunk)
  }

  /// Takes elements of every type.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let input = try inputs.tensor(0)
    let shape = try outputShapes(inputs.values)[0]
    let (begin, step, size, _) = try region(inputs.values)
    let strides = input.shape.rowMajorStrides
    let data = try input.data.viewed(
      shape: size, offset: zip(begin, strides).reduce(0) { $0 + $1.0 * $1.1 },
      strides: zip(step, strides).map { $0 * $1 })
    return [HostTensor(shape: shape, data: data)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType,
      options: [
        0: .int32(beginMask), 1: .int32(endMask), 2: .int32(0), 3: .int32(0), 4: .int32(shrinkAxisMask),
      ])
  }
}
