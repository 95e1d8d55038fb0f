/// SHAPE: any input, int32 output [rank of the input] with its dimensions. Never runs, since shapes are static.
public enum ShapeOf: StaticOperator {
  public static var code: Int32 { 77 }
  public static var name: StaticString { "SHAPE" }

  @inline(never)
  public static func element(
    _ i: Int, _ node: Node, _ values: inout StaticValues
  ) throws(ModelError) -> Int32 {
    try node.require(inputs: 1...1, outputs: 1)
    let (input, output) = (try node.input(0), try node.output(0))
    try output.require(.int32)
    guard output.shape.rank == 1, output.shape.count == input.shape.rank, i < input.shape.rank else {
      throw output.error(.shapeMismatch, .tensorShape, value: output.shape.count)
    }
    return Int32(truncatingIfNeeded: input.shape[i])
  }
}
