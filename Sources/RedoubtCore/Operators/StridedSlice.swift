/// STRIDED_SLICE: int8, int32 or float32 input; integer begin, end and strides [n], one entry for each dimension,
/// new axis or ellipsis of an index like `x[1:-1, ..., None, ::-2]`.
///
/// Bits of the masks stand for entries: begin and end masks leave a bound open, a shrink-axis bit takes one index
/// and drops the dimension, a new-axis bit puts in a dimension of size 1, the ellipsis bit (one at most) stands
/// for the dimensions that no other entry names. Dimensions behind the last entry are taken whole. Bounds count
/// from the end where they are negative, and are clamped.
///
/// - Source: LiteRT's kernel for the masks; TFLite Micro knows neither ellipsis nor new axis. LiteRT misplaces
///   the entries behind an ellipsis that stands for no dimension, so that is refused, as is the option `offset`.
public enum StridedSlice: StaticOperator {
  public static var code: Int32 { 45 }
  public static var name: StaticString { "STRIDED_SLICE" }

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor
    package let selection: Selection

    package init(_ node: Node, _ values: inout StaticValues) throws(ModelError) {
      try node.require(inputs: 4...4, outputs: 1)
      (input, output) = (try node.input(0), try node.output(0))
      try input.requireCopyable(to: output)
      var walk = try SliceEntries(node, rank: input.shape.rank)
      var selection = Selection(all: input.shape)
      var shape = Shape()
      while let entry = walk.next() {
        var size = 1
        switch entry {
        case .newAxis: break
        case .whole(let d): size = input.shape[d]
        case .index(let i, let d):
          let bounds = try walk.bounds(i, size: input.shape[d], node, &values)
          guard selection.narrow(d, begin: bounds.begin, step: bounds.step, count: bounds.count) else {
            throw output.error(.outOfRange, .tensorShape, value: bounds.begin)
          }
          if walk.shrinks(i) { continue }
          size = bounds.count
        }
        guard shape.append(Int32(truncatingIfNeeded: size)) else {
          throw output.error(.shapeMismatch, .tensorShape, value: shape.rank)
        }
      }
      try output.require(shape)
      self.selection = selection
    }
  }

  /// `.isStatic` for at most 64 int32 elements that shapes and constants alone determine.
  ///
  /// - Throws: `.unsupportedFeature` where begin, end or strides are known only while running.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    var values = StaticValues()
    _ = try Parameters(node, &values)
    guard try StaticValues.isStatic(node, data: 0..<1) else { return .runs(scratchBytes: 0) }
    try evaluate(node)
    return .isStatic
  }

  @inline(never)
  public static func element(
    _ i: Int, _ node: Node, _ values: inout StaticValues
  ) throws(ModelError) -> Int32 {
    let p = try Parameters(node, &values)
    return try values.element(p.selection.source(of: i), of: p.input, readBy: node)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    var values = StaticValues()
    let p = try Parameters(node, &values)
    try memory.copy(p.selection.copy(elementBytes: p.input.type.byteCount), from: p.input, to: p.output)
  }
}
