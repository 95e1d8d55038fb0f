/// GATHER of shape arithmetic: int32 values that are static, integer indices, 0 ..< size of the axis, and an int32
/// output in which the dimensions of the indices stand for the axis. No batch dimensions.
public enum Gather: StaticOperator {
  public static var code: Int32 { 36 }
  public static var name: StaticString { "GATHER" }
  private static let optionsType: UInt8 = 23

  @inline(never)
  public static func element(
    _ i: Int, _ node: Node, _ values: inout StaticValues
  ) throws(ModelError) -> Int32 {
    try node.require(inputs: 2...2, outputs: 1)
    let (input, indices, output) = (try node.input(0), try node.input(1), try node.output(0))
    try input.require(.int32)
    try output.require(.int32)
    let options = try node.options(optionsType)
    let axis = try options.scalar(0, default: 0 as Int32)
    let batches = try options.scalar(1, default: 0 as Int32)
    guard batches == 0 else { throw options.error(.unsupportedFeature, 1, value: Int(batches)) }
    guard let dimension = input.shape.dimension(ofAxis: axis) else {
      throw options.error(.outOfRange, 0, value: Int(axis))
    }
    var shape = Shape()
    var fits = true
    for d in 0..<dimension { fits = shape.append(Int32(truncatingIfNeeded: input.shape[d])) && fits }
    for d in 0..<indices.shape.rank {
      fits = shape.append(Int32(truncatingIfNeeded: indices.shape[d])) && fits
    }
    for d in dimension &+ 1..<input.shape.rank {
      fits = shape.append(Int32(truncatingIfNeeded: input.shape[d])) && fits
    }
    guard fits else { throw output.error(.shapeMismatch, .tensorShape, value: output.shape.count) }
    try output.require(shape)
    let inner = max(input.shape.stride(of: dimension), 1)
    let count = max(indices.shape.count, 1)
    let index = Int(try values.operand(1, i / inner % count, node))
    guard index >= 0, index < input.shape[dimension] else {
      throw node.operandError(1, value: index)
    }
    let place = (i / inner / count &* input.shape[dimension] &+ index) &* inner &+ i % inner
    return try values.element(place, of: input, readBy: node)
  }
}
