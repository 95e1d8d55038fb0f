/// PADV2: int8, int32 or float32 input, integer paddings [rank, 2], one element of the input's type and
/// quantisation, output larger by the paddings. What is new holds the element.
public enum PadV2: Operator {
  public static var code: Int32 { 60 }
  public static var name: StaticString { "PADV2" }

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let padding: Padding
    /// The element to pad with.
    package let value: Tensor

    package init(_ node: Node) throws(ModelError) {
      try node.require(inputs: 3...3, outputs: 1)
      value = try node.input(2)
      padding = try Padding(node)
      try value.requireCopyable(to: padding.output)
      guard value.shape.count == 1 else {
        throw value.error(.shapeMismatch, .tensorShape, value: value.shape.count)
      }
    }
  }

  /// - Throws: `.unsupportedFeature` for an int32 input or element without memory, since shapes and constants alone
  ///   determine it, and where paddings are known only while running.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    let p = try Parameters(node)
    try StaticValues.requireMemory(node, p.padding.input)
    try StaticValues.requireMemory(node, p.value)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    try p.padding.run(memory, element: try memory.element(p.value))
  }
}

extension TensorMemory {
  /// The bytes of a tensor with one element.
  fileprivate func element(_ tensor: Tensor) throws(ModelError) -> [4 of UInt8] {
    let span = try read(tensor, as: UInt8.self)
    var element: [4 of UInt8] = .init(repeating: 0)
    for i in 0..<min(span.count, 4) { element[i] = span[i] }
    return element
  }
}
