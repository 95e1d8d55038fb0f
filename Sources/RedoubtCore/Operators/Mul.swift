/// MUL: two int8 operands that broadcast to the int8 output, up to 6 dimensions; fused activation; any scales and
/// zero points.
public enum Mul<Engine: ReferenceEngine>: Operator {
  public static var code: Int32 { 18 }
  public static var name: StaticString { "MUL" }
  private static var optionsType: UInt8 { 21 }

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters: PairKernel {
    package let first, second, output: Tensor
    package let broadcast: Broadcast
    package let firstOffset, secondOffset, outputZeroPoint: Int32
    /// First scale × second scale ÷ output scale.
    package let multiplier: QuantizedMultiplier
    package let range: ActivationRange

    package init(_ node: Node) throws(ModelError) {
      try node.require(inputs: 2...2, outputs: 1)
      (first, second, output) = (try node.int8Input(0), try node.int8Input(1), try node.int8Output(0))
      broadcast = try Broadcast(first, second, to: output)
      let options = try OptionFields(node, optionsType, FieldLayout(.options).scalar(0, bytes: 1))
      let (a, b, c) = (try first.affine(), try second.affine(), try output.affine())
      range = try ActivationRange(options, 0, c)
      (firstOffset, secondOffset) = (0 &- a.zeroPoint, 0 &- b.zeroPoint)
      outputZeroPoint = c.zeroPoint
      guard let factor = RescalingFactor<Engine>.quotient(a.scale, times: b.scale, by: c.scale) else {
        throw output.error(.outOfRange, .quantizationScale)
      }
      multiplier = QuantizedMultiplier(factor)
    }

    @inline(__always)
    func value(_ first: Int8, _ second: Int8) -> Int8 {
      let product = (Int32(first) &+ firstOffset) &* (Int32(second) &+ secondOffset)
      return range.clamp(multiplier.apply(product) &+ outputZeroPoint)
    }
  }

  /// `.isStatic` for int32 operands that shapes and constants alone determine; any others have to be int8.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    // int32 products are shape arithmetic.
    if try StaticProduct.holds(node) { return .isStatic }
    _ = try Parameters(node)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    let first = try memory.read(p.first, as: Int8.self)
    let second = try memory.read(p.second, as: Int8.self)
    var output = try memory.write(p.output, as: Int8.self)
    p.run(first, second, &output)
  }
}
