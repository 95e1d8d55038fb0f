/// What the kernels of ADD and SUB need besides the tensors' elements.
///
/// Both operands are brought to one scale, twice the larger of theirs, with `leftShift` extra bits:
///
///     scaled = (q + offset) × 2^leftShift × scale ÷ (2 × larger scale)
///     output = (scaled₁ ± scaled₂) × 2 × larger scale ÷ (2^leftShift × output scale) + zero point
///
/// Either reference engine derives the three factors in double precision.
package struct SumParameters {
  package let first, second, output: Tensor
  package let broadcast: Broadcast
  package let firstOffset, secondOffset, outputZeroPoint: Int32
  /// Bits that an operand gains before it is scaled: 255 × 2^20 still fits Int32.
  package let leftShift: Int32 = 20
  package let firstMultiplier, secondMultiplier, outputMultiplier: QuantizedMultiplier
  package let range: ActivationRange

  /// - Parameter optionsType: Of ADD or SUB; the fused activation stands in slot 0 of either.
  init(_ node: Node, optionsType: UInt8) throws(ModelError) {
    try node.require(inputs: 2...2, outputs: 1)
    first = try node.int8Input(0)
    second = try node.int8Input(1)
    output = try node.int8Output(0)
    broadcast = try Broadcast(first, second, to: output)
    let options = try OptionFields(node, optionsType, FieldLayout(.options).scalar(0, bytes: 1))
    let (one, other, sum) = (try first.affine(), try second.affine(), try output.affine())
    range = try ActivationRange(options, 0, sum)
    (firstOffset, secondOffset) = (0 &- one.zeroPoint, 0 &- other.zeroPoint)
    outputZeroPoint = sum.zeroPoint
    let (firstScale, secondScale) = (one.scale, other.scale)
    let (a, b) = (SoftwareDouble(firstScale), SoftwareDouble(secondScale))
    let larger = a < b ? secondScale : firstScale
    firstMultiplier = QuantizedMultiplier(a.divided(by: larger).scaled(byPowerOfTwo: -1))
    secondMultiplier = QuantizedMultiplier(b.divided(by: larger).scaled(byPowerOfTwo: -1))
    outputMultiplier = QuantizedMultiplier(
      SoftwareDouble(larger).divided(by: sum.scale).scaled(byPowerOfTwo: 1 &- leftShift))
    // Both engines end the process for a factor of 1 or more: the output's scale is 2^19 times too fine.
    guard outputMultiplier.shift <= 0 else { throw output.error(.quantizationMismatch, .quantizationScale) }
  }

  /// The first operand's element in the common scale.
  @inline(__always)
  func scaledFirst(_ value: Int8) -> Int32 {
    firstMultiplier.apply((Int32(value) &+ firstOffset) &<< leftShift)
  }

  /// The second operand's element in the common scale.
  @inline(__always)
  func scaledSecond(_ value: Int8) -> Int32 {
    secondMultiplier.apply((Int32(value) &+ secondOffset) &<< leftShift)
  }

  /// A sum in the common scale as an element of the output.
  @inline(__always)
  func quantize(_ sum: Int32) -> Int8 { range.clamp(outputMultiplier.apply(sum) &+ outputZeroPoint) }
}
