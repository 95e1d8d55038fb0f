/// ADD: two int8 operands that broadcast to the int8 output, up to 6 dimensions; fused activation. Scales and
/// zero points are free, but an output scale 2^19 times finer than the larger input scale is refused.
public enum Add: Operator {
  public static var code: Int32 { 0 }
  public static var name: StaticString { "ADD" }
  private static let optionsType: UInt8 = 11

  /// What the kernel needs besides the tensors' elements.
  package typealias Parameters = SumParameters

  package static func parameters(_ node: Node) throws(ModelError) -> Parameters {
    try SumParameters(node, optionsType: optionsType)
  }

  private struct Kernel: PairKernel {
    let sum: SumParameters
    var broadcast: Broadcast { sum.broadcast }

    @inline(__always)
    func value(_ first: Int8, _ second: Int8) -> Int8 {
      sum.quantize(sum.scaledFirst(first) &+ sum.scaledSecond(second))
    }
  }

  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    _ = try parameters(node)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    try run(node, memory, isDualMac: DualMac.isAvailable)
  }

  /// Runs the reference kernel, or first the kernel for processors with two multiply-accumulates in one instruction, on
  /// any processor.
  @inline(__always)
  package static func run(
    _ node: Node, _ memory: borrowing TensorMemory, isDualMac: Bool
  ) throws(ModelError) {
    let p = try parameters(node)
    let first = try memory.read(p.first, as: Int8.self)
    let second = try memory.read(p.second, as: Int8.self)
    var output = try memory.write(p.output, as: Int8.self)
    let done = isDualMac ? DualMacAddition.run(p, first, second, &output) : 0
    let kernel = Kernel(sum: p)
    if done == 0 { return kernel.run(first, second, &output) }
    for i in done..<output.count { output[i] = kernel.value(first[i], second[i]) }
  }
}
