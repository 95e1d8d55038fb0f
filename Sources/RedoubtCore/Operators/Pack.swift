/// PACK of shape arithmetic: int32 inputs of equal shape that are static, stacked along a new dimension of the
/// int32 output.
public enum Pack: StaticOperator {
  public static var code: Int32 { 83 }
  public static var name: StaticString { "PACK" }
  private static let optionsType: UInt8 = 59

  @inline(never)
  public static func element(
    _ i: Int, _ node: Node, _ values: inout StaticValues
  ) throws(ModelError) -> Int32 {
    let count = node.inputCount
    guard count >= 1 else { throw node.error(.missing, .operationInputs) }
    try node.require(inputs: count...count, outputs: 1)
    let output = try node.output(0)
    try output.require(.int32)
    let options = try node.options(optionsType)
    let written = try options.scalar(0, default: 0 as Int32)
    guard Int(written) == count else { throw options.error(.outOfRange, 0, value: Int(written)) }
    // The axis counts the dimensions of the output.
    let axis = try options.scalar(1, default: 0 as Int32)
    guard let dimension = output.shape.dimension(ofAxis: axis) else {
      throw options.error(.outOfRange, 1, value: Int(axis))
    }
    let inner = max(output.shape.stride(of: dimension), 1)
    let input = try node.input(i / inner % count)
    try input.require(.int32)
    guard output.shape[dimension] == count, input.shape.rank &+ 1 == output.shape.rank else {
      throw output.error(.shapeMismatch, .tensorShape, value: output.shape[dimension])
    }
    for d in 0..<input.shape.rank where input.shape[d] != output.shape[d < dimension ? d : d &+ 1] {
      throw input.error(.shapeMismatch, .tensorShape, value: input.shape[d])
    }
    return try values.element(i / inner / count &* inner &+ i % inner, of: input, readBy: node)
  }
}
