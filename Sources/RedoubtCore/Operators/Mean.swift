/// MEAN: int8 input of rank 1 ... 6, constant int32 axes, int8 output; the quantisations may differ.
///
/// The sum of the elements is rescaled once, by inputScale ÷ outputScale ÷ elements.
public enum Mean: Operator {
  public static var code: Int32 { 40 }
  public static var name: StaticString { "MEAN" }

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let reduction: Reduction
    /// Input zero point × elements, modulo 2^32.
    package let offset: Int32
    package let outputZeroPoint: Int32
    package let scale: QuantizedMultiplier

    package init(_ node: Node) throws(ModelError) {
      reduction = try Reduction(node)
      let (input, output) = (reduction.input, reduction.output)
      offset = (try input.zeroPoint()) &* Int32(truncatingIfNeeded: reduction.elements)
      outputZeroPoint = try output.zeroPoint()
      let ratio = QuantizedMultiplier(SoftwareDouble(try input.scale()).divided(by: try output.scale()))
      scale = Self.divide(ratio, by: UInt32(truncatingIfNeeded: reduction.elements))
    }

    /// The reference's integer division of a multiplier by a count, 1 ... Int32.max.
    ///
    /// The mantissa is first shifted left so that the quotient keeps 30 bits, or as far as the exponent's range
    /// allows; the quotient is truncated.
    static func divide(_ ratio: QuantizedMultiplier, by count: UInt32) -> QuantizedMultiplier {
      let wanted = 31 &- Int32(truncatingIfNeeded: count.leadingZeroBitCount)
      let shift = min(wanted, 31 &+ ratio.shift)
      guard shift >= 0 else { return QuantizedMultiplier(multiplier: 0, shift: 0) }
      // Long division, bit by bit: the remainder stays below `count`, so its double fits 32 bits.
      var (quotient, remainder) = UInt32(bitPattern: ratio.multiplier).quotientAndRemainder(dividingBy: count)
      for _ in 0..<Int(shift) {
        quotient = quotient &<< 1
        remainder = remainder &<< 1
        if remainder >= count {
          remainder = remainder &- count
          quotient = quotient | 1
        }
      }
      return QuantizedMultiplier(multiplier: Int32(bitPattern: quotient), shift: ratio.shift &- shift)
    }
  }

  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    _ = try Parameters(node)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    let input = try memory.read(p.reduction.input, as: Int8.self)
    var output = try memory.write(p.reduction.output, as: Int8.self)
    average(p, input, &output)
  }

  /// The reference kernel: one output after the other, its elements in the input's order.
  private static func average(_ p: Parameters, _ input: Span<Int8>, _ output: inout MutableSpan<Int8>) {
    var (kept, reduced) = (p.reduction.kept, p.reduction.reduced)
    var place = 0
    for _ in 0..<kept.lineCount {
      var start = kept.offset
      for _ in 0..<kept.lineLength {
        var sum: Int32 = 0
        for _ in 0..<reduced.lineCount {
          var element = start &+ reduced.offset
          for _ in 0..<reduced.lineLength {
            sum = sum &+ Int32(input[element])
            element = element &+ reduced.lineStride
          }
          reduced.advance()
        }
        let mean = p.scale.apply(sum &- p.offset) &+ p.outputZeroPoint
        output[place] = Int8(truncatingIfNeeded: max(-128, min(127, mean)))
        place = place &+ 1
        start = start &+ kept.lineStride
      }
      kept.advance()
    }
  }
}
