/// REDUCE_PROD of shape arithmetic: int32 input that is static, integer axes (a scalar or a vector), int32 output
/// with the products along the axes, wrapping. The option keep_dims leaves dimensions of size 1 behind.
public enum ReduceProd: StaticOperator {
  public static var code: Int32 { 81 }
  public static var name: StaticString { "REDUCE_PROD" }
  private static let optionsType: UInt8 = 27

  /// - Throws: `.tooLarge` for an input or a list of axes of more than 64 elements.
  @inline(never)
  public static func element(
    _ i: Int, _ node: Node, _ values: inout StaticValues
  ) throws(ModelError) -> Int32 {
    try node.require(inputs: 2...2, outputs: 1)
    let (input, output) = (try node.input(0), try node.output(0))
    try input.require(.int32)
    try output.require(.int32)
    guard input.shape.count <= StaticValues.maximumCount else {
      throw input.error(.tooLarge, .tensorShape, value: input.shape.count)
    }
    let axes = try node.input(1).shape.count
    guard axes <= StaticValues.maximumCount else {
      throw node.operandError(1, .tooLarge, .tensorShape, value: axes)
    }
    // One bit per dimension along which the product is taken.
    var reduced: UInt32 = 0
    for k in 0..<axes {
      let axis = try values.operand(1, k, node)
      guard let dimension = input.shape.dimension(ofAxis: axis) else {
        throw node.operandError(1, value: Int(axis))
      }
      reduced |= 1 &<< UInt32(truncatingIfNeeded: dimension)
    }
    let keep = try node.options(optionsType).scalar(0, default: 0 as UInt8) != 0
    var shape = Shape()
    for d in 0..<input.shape.rank {
      if reduced &>> UInt32(truncatingIfNeeded: d) & 1 == 0 {
        _ = shape.append(Int32(truncatingIfNeeded: input.shape[d]))
      } else if keep {
        _ = shape.append(1)
      }
    }
    try output.require(shape)
    var product: Int32 = 1
    for k in 0..<input.shape.count where Self.place(k, input.shape, reduced) == i {
      product = product &* (try values.element(k, of: input, readBy: node))
    }
    return product
  }

  /// The output element that input element `k` is a factor of.
  private static func place(_ k: Int, _ shape: Shape, _ reduced: UInt32) -> Int {
    var (rest, place, stride) = (k, 0, 1)
    var d = shape.rank
    while d > 0 {
      d = d &- 1
      let size = max(shape[d], 1)
      if reduced &>> UInt32(truncatingIfNeeded: d) & 1 == 0 {
        place = place &+ rest % size &* stride
        stride = stride &* size
      }
      rest = rest / size
    }
    return place
  }
}
