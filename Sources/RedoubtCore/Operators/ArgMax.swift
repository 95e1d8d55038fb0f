/// ARG_MAX: int8 input of rank 1 ... 6, one constant axis (int32 or int64, negative counts from the end), int32
/// output of the input's shape without that axis: the lowest position of the largest element.
public enum ArgMax: Operator {
  public static var code: Int32 { 56 }
  public static var name: StaticString { "ARG_MAX" }
  private static let optionsType: UInt8 = 40

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor
    /// Elements along the axis, and the product of the dimensions inside of it.
    package let length, stride: Int

    package init(_ node: Node) throws(ModelError) {
      try node.require(inputs: 2...2, outputs: 1)
      (input, output) = (try node.input(0), try node.output(0))
      let list = try node.input(1)
      try input.require(.int8)
      try output.require(.int32)
      let options = try node.options(optionsType)
      let type = try options.scalar(0, default: TensorType.float32.rawValue)
      // The output's own type counts; an option left out reads as float32, and such files exist.
      guard type == TensorType.int32.rawValue || type == TensorType.float32.rawValue else {
        throw options.error(.unsupportedFeature, 0, value: Int(type))
      }
      let shape = input.shape
      guard shape.rank >= 1, shape.count > 0 else {
        throw input.error(.shapeMismatch, .tensorShape, value: shape.count)
      }
      guard list.shape.count == 1 else {
        throw list.error(.shapeMismatch, .tensorShape, value: list.shape.count)
      }
      let axis = try list.constantAxis(0, rank: shape.rank, in: node.model.bytes)
      var expected = Shape()
      var stride = 1
      for i in 0..<shape.rank where i != axis {
        // Appending cannot fail: neither rank nor count exceeds the input's.
        _ = expected.append(Int32(truncatingIfNeeded: shape[i]))
        if i > axis { stride = stride &* shape[i] }
      }
      try output.require(expected)
      length = shape[axis]
      self.stride = stride
    }
  }

  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    _ = try Parameters(node)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    let input = try memory.read(p.input, as: Int8.self)
    var output = try memory.write(p.output, as: Int32.self)
    search(p, input, &output)
  }

  /// The reference kernel. Loop nest: dimensions before the axis, dimensions behind it, the axis.
  private static func search(_ p: Parameters, _ input: Span<Int8>, _ output: inout MutableSpan<Int32>) {
    var (place, block) = (0, 0)
    while place < output.count {
      for inner in 0..<p.stride {
        var element = block &+ inner
        var (largest, position) = (input[element], 0)
        for i in 1..<p.length {
          element = element &+ p.stride
          if input[element] > largest { (largest, position) = (input[element], i) }
        }
        output[place] = Int32(truncatingIfNeeded: position)
        place = place &+ 1
      }
      block = block &+ p.length &* p.stride
    }
  }
}
