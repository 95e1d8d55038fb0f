/// MINIMUM: the smaller of two int8 operands, which broadcast to the int8 output, up to 6 dimensions. All three
/// tensors have the same scale and zero point.
public enum Minimum: Operator {
  public static var code: Int32 { 57 }
  public static var name: StaticString { "MINIMUM" }

  private struct Kernel: PairKernel {
    let broadcast: Broadcast

    @inline(__always)
    func value(_ first: Int8, _ second: Int8) -> Int8 { min(first, second) }
  }

  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    _ = try SelectionParameters(node)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try SelectionParameters(node)
    let first = try memory.read(p.first, as: Int8.self)
    let second = try memory.read(p.second, as: Int8.self)
    var output = try memory.write(p.output, as: Int8.self)
    Kernel(broadcast: p.broadcast).run(first, second, &output)
  }
}
