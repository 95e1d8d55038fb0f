/// RESHAPE: int8, int32 or float32 input of any shape, output with the same elements in the same order. The shape
/// stands in an int32 operand [rank] or in the options; one size may be −1, what is left for it.
public enum Reshape: Operator {
  public static var code: Int32 { 22 }
  public static var name: StaticString { "RESHAPE" }
  private static let optionsType: UInt8 = 17

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor

    package init(_ node: Node) throws(ModelError) {
      try node.require(inputs: 1...2, outputs: 1)
      (input, output) = (try node.input(0), try node.output(0))
      try input.requireCopyable(to: output)
      guard input.shape.count == output.shape.count else {
        throw output.error(.shapeMismatch, .tensorShape, value: output.shape.count)
      }
    }
  }

  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    let p = try Parameters(node)
    // The output declares its shape; what the operator says about it has to agree, and is not read again.
    try requireShape(p, node)
    return try StaticValues.isStatic(node, data: 0..<1) ? .isStatic : .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    try memory.copy(p.input, to: p.output)
  }

  private static func requireShape(_ p: Parameters, _ node: Node) throws(ModelError) {
    var values = StaticValues()
    let operand = try node.optionalInput(1)
    if let operand, operand.shape.rank == 1 {
      guard operand.shape.count <= Shape.maximumRank else {
        throw operand.error(.outOfRange, .tensorShape, value: operand.shape.count)
      }
      var shape = InferredShape()
      for i in 0..<operand.shape.count {
        shape.append(try values.element(i, of: operand, readBy: node))
      }
      guard shape.fits(p.output.shape) else {
        throw p.output.error(.shapeMismatch, .tensorShape, value: p.output.shape.count)
      }
      return
    }
    // As the reference does, the options count where the operand is no vector.
    let options = try node.options(optionsType)
    guard let sizes = try options.vector(0, elementBytes: 4) else {
      throw options.error(.missing, 0, value: 0)
    }
    guard sizes.count <= Shape.maximumRank else { throw options.error(.outOfRange, 0, value: sizes.count) }
    // Old files write [0] for a scalar.
    if sizes.count == 1, p.output.shape.rank == 0, try sizes.element(0, as: Int32.self) == 0 { return }
    var shape = InferredShape()
    for i in 0..<sizes.count { shape.append(try sizes.element(i, as: Int32.self)) }
    guard shape.fits(p.output.shape) else {
      throw p.output.error(.shapeMismatch, .tensorShape, value: p.output.shape.count)
    }
  }

  /// A shape in which one size may be left open.
  private struct InferredShape {
    private var rank = 0
    private var sizes: [6 of Int32] = .init(repeating: 0)

    mutating func append(_ size: Int32) {
      guard rank < sizes.count else { return }
      sizes[rank] = size
      rank += 1
    }

    /// True when `shape`, which has the right number of elements, is this shape. An open size needs no division:
    /// the others and the number of elements leave it one value, and two open sizes are refused.
    func fits(_ shape: Shape) -> Bool {
      guard shape.rank == rank else { return false }
      var open = 0
      for d in 0..<rank {
        if sizes[d] == -1 { open = open &+ 1 } else if Int(sizes[d]) != shape[d] { return false }
      }
      return open <= 1
    }
  }
}
