/// A named value of an ONNX graph while it is imported.
struct ONNXOperand {
  let name: String
  let shape: [Int]
  let source: Source
  /// Whether the name is the file's, and so stands for these elements alone.
  var hasFileName = false

  enum Source {
    /// A value of the graph that each inference computes, or a network input.
    case computed(ValueID)
    /// Elements that are known now.
    case constant(TensorData)
    /// A tensor of the file by its index, read when it is needed.
    case initializer(Int)
  }

  var isConstant: Bool {
    if case .computed = source { false } else { true }
  }

  /// The same elements under another name of the file.
  func renamed(_ name: String) -> ONNXOperand {
    ONNXOperand(name: name, shape: shape, source: source, hasFileName: true)
  }

  /// Bytes that the operand keeps in memory by itself.
  var constantBytes: Int {
    if case .constant(let data) = source { data.byteCount } else { 0 }
  }
}
