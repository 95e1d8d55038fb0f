/// MAX_POOL_2D: int8 input [N, H, W, C], int8 output [N, OH, OW, C] with the same quantisation; padding takes no
/// part.
public enum MaxPool2D: Operator {
  public static var code: Int32 { 17 }
  public static var name: StaticString { "MAX_POOL_2D" }

  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    _ = try PoolWindow(node)
    return .runs(scratchBytes: 0)
  }

  /// Writes the largest elements, limited to the range of the fused activation.
  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try PoolWindow(node)
    let input = try memory.read(p.input, as: Int8.self)
    var output = try memory.write(p.output, as: Int8.self)
    pool(p, input, &output)
  }

  /// The reference kernel. Loop nest: batch, output row, output column, channel, window row, window column.
  private static func pool(_ p: PoolWindow, _ input: Span<Int8>, _ output: inout MutableSpan<Int8>) {
    let (rows, columns, depth) = (p.rows, p.columns, p.input.shape[3])
    var place = 0
    for batch in 0..<p.input.shape[0] {
      for y in 0..<rows.output {
        let top = rows.origin(y)
        let rowCells = rows.elementsOutOfLine(from: top)
        for x in 0..<columns.output {
          let left = columns.origin(x)
          let columnCells = columns.elementsOutOfLine(from: left)
          for channel in 0..<depth {
            var largest = Int8.min
            for fy in rowCells {
              let row = (batch &* rows.input &+ top &+ fy) &* columns.input &+ left
              for fx in columnCells {
                largest = max(largest, input[(row &+ fx) &* depth &+ channel])
              }
            }
            output[place] = p.range.clamp(Int32(largest))
            place = place &+ 1
          }
        }
      }
    }
  }
}
