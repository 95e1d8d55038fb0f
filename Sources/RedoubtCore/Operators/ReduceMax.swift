/// REDUCE_MAX: int8 input of rank 1 ... 6, constant int32 axes, int8 output with the same quantisation.
public enum ReduceMax: Operator {
  public static var code: Int32 { 82 }
  public static var name: StaticString { "REDUCE_MAX" }

  /// The reduction, with the quantisation that the kernel demands.
  package static func parameters(_ node: Node) throws(ModelError) -> Reduction {
    let reduction = try Reduction(node)
    guard try reduction.input.isQuantizedLike(reduction.output) else {
      throw reduction.output.error(.quantizationMismatch, .quantizationScale)
    }
    return reduction
  }

  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    _ = try parameters(node)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let reduction = try parameters(node)
    let input = try memory.read(reduction.input, as: Int8.self)
    var output = try memory.write(reduction.output, as: Int8.self)
    reduce(reduction, input, &output)
  }

  /// The reference kernel: one output after the other, its elements in the input's order.
  private static func reduce(_ p: Reduction, _ input: Span<Int8>, _ output: inout MutableSpan<Int8>) {
    var (kept, reduced) = (p.kept, p.reduced)
    var place = 0
    for _ in 0..<kept.lineCount {
      var start = kept.offset
      for _ in 0..<kept.lineLength {
        var largest = Int8.min
        for _ in 0..<reduced.lineCount {
          var element = start &+ reduced.offset
          for _ in 0..<reduced.lineLength {
            largest = max(largest, input[element])
            element = element &+ reduced.lineStride
          }
          reduced.advance()
        }
        output[place] = largest
        place = place &+ 1
        start = start &+ kept.lineStride
      }
      kept.advance()
    }
  }
}
