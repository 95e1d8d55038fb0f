/// CONCATENATION: int8, int32 or float32 inputs that differ in one dimension at most, joined along it. No
/// activation; int8 inputs are quantised as the output is, since their bytes are copied.
public enum Concatenation: StaticOperator {
  public static var code: Int32 { 2 }
  public static var name: StaticString { "CONCATENATION" }
  private static let optionsType: UInt8 = 10

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let output: Tensor
    /// The dimension along which the inputs stand one after the other.
    package let dimension: Int

    package init(_ node: Node) throws(ModelError) {
      guard node.inputCount >= 1 else { throw node.error(.missing, .operationInputs) }
      try node.require(inputs: 1...node.inputCount, outputs: 1)
      output = try node.output(0)
      let options = try node.options(optionsType)
      let axis = try options.scalar(0, default: 0 as Int32)
      guard let dimension = output.shape.dimension(ofAxis: axis) else {
        throw options.error(.outOfRange, 0, value: Int(axis))
      }
      let activation = try options.scalar(1, default: 0 as Int8)
      guard activation == 0 else { throw options.error(.unsupportedFeature, 1, value: Int(activation)) }
      self.dimension = dimension
      var rest = output.shape[dimension]
      for i in 0..<node.inputCount { rest = rest &- (try part(i, node)).shape[dimension] }
      guard rest == 0 else {
        throw output.error(.shapeMismatch, .tensorShape, value: output.shape[dimension])
      }
    }

    /// Input `i`.
    func part(_ i: Int, _ node: Node) throws(ModelError) -> Tensor {
      let input = try node.input(i)
      try input.requireCopyable(to: output)
      try input.requireShape(of: output, except: dimension)
      // Keeps the sum of many inputs from wrapping.
      guard input.shape[dimension] <= output.shape[dimension] else {
        throw input.error(.shapeMismatch, .tensorShape, value: input.shape[dimension])
      }
      return input
    }
  }

  /// `.isStatic` for at most 64 int32 elements that shapes and constants alone determine.
  ///
  /// - Throws: `.unsupportedFeature` where an input has no memory, being determined so, and another is known only while
  ///   running.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    _ = try Parameters(node)
    guard try StaticValues.isStatic(node, data: 0..<node.inputCount) else { return .runs(scratchBytes: 0) }
    try evaluate(node)
    return .isStatic
  }

  @inline(never)
  public static func element(
    _ i: Int, _ node: Node, _ values: inout StaticValues
  ) throws(ModelError) -> Int32 {
    let p = try Parameters(node)
    let stride = max(p.output.shape.stride(of: p.dimension), 1)
    let size = max(p.output.shape[p.dimension], 1)
    let (outer, inner) = (i / stride / size, i % stride)
    var index = i / stride % size
    for k in 0..<node.inputCount {
      let input = try p.part(k, node)
      let part = input.shape[p.dimension]
      if index < part {
        return try values.element((outer &* part &+ index) &* stride &+ inner, of: input, readBy: node)
      }
      index = index &- part
    }
    throw p.output.error(.outOfRange, .tensorShape, value: i)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    let bytes = p.output.shape.stride(of: p.dimension) &* p.output.type.byteCount
    let rowBytes = p.output.shape[p.dimension] &* bytes
    guard rowBytes > 0 else { return }
    let rows = p.output.byteCount / rowBytes
    var place = 0
    for i in 0..<node.inputCount {
      let input = try p.part(i, node)
      let partBytes = input.shape[p.dimension] &* bytes
      var plan = StridedCopy(elementBytes: 1)
      plan.addLoop(partBytes, source: 1, destination: 1)
      plan.addLoop(rows, source: partBytes, destination: rowBytes)
      plan.destinationOrigin = place
      try memory.copy(plan, from: input, to: p.output)
      place = place &+ partBytes
    }
  }
}
