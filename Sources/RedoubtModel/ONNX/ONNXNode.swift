/// `NodeProto`: one operator, its operands by name.
struct ONNXNode {
  private(set) var name = ""
  private(set) var type = ""
  private(set) var domain = ""
  /// Names of values; empty for an optional input that is left out.
  private(set) var inputs: [String] = []
  /// Names of values; empty for an optional output that nothing reads.
  private(set) var outputs: [String] = []
  private(set) var attributes: [ONNXAttribute] = []

  init(_ bytes: [UInt8], _ range: Range<Int>) throws(ONNXError) {
    var reader = ProtobufReader(bytes, range)
    while let field = try reader.next() {
      switch field.number {
      case 1: inputs.append(try field.text(bytes))
      case 2: outputs.append(try field.text(bytes))
      case 3: name = try field.text(bytes)
      case 4: type = try field.text(bytes)
      case 5: attributes.append(try ONNXAttribute(bytes, try field.range()))
      case 7: domain = try field.text(bytes)
      default: break
      }
    }
    guard !type.isEmpty else { throw .malformed("a node without an operator", byte: range.lowerBound) }
  }

  /// How messages name the node: its type, and its name or else its first output.
  var place: String { "\(type) node \"\(label)\"" }

  /// The node's name, or else that of its first output.
  var label: String { name.isEmpty ? outputs.first ?? "" : name }

  func unsupported(_ message: String) -> ONNXError { .unsupported(place: place, message) }

  func invalid(_ message: String) -> ONNXError { .invalid(place: place, message) }
}

extension ONNXNode {
  func attribute(_ name: String) -> ONNXAttribute? { attributes.first { $0.name == name } }

  /// An integer attribute, clamped to int32; nil where it is left out.
  func integer(_ name: String) throws(ONNXError) -> Int? {
    guard let attribute = attribute(name) else { return nil }
    guard let integer = attribute.integer else {
      throw invalid("The attribute \(name) is no integer.")
    }
    return Int(Int32(clamping: integer))
  }

  /// A list of integers, each clamped to int32; nil where it is left out.
  ///
  /// - Parameter count: Elements that there must be, nil for any number.
  func integers(_ name: String, count: Int? = nil) throws(ONNXError) -> [Int]? {
    guard let attribute = attribute(name) else { return nil }
    if let count, attribute.integers.count != count {
      throw invalid(
        "The attribute \(name) has \(attribute.integers.count) elements where \(count) are needed.")
    }
    return attribute.integers.map { Int(Int32(clamping: $0)) }
  }

  /// A float attribute, `fallback` where it is left out.
  func float(_ name: String, default fallback: Float) throws(ONNXError) -> Float {
    guard let attribute = attribute(name) else { return fallback }
    guard let float = attribute.float else { throw invalid("The attribute \(name) is no float.") }
    return float
  }

  /// A string attribute, `fallback` where it is left out.
  func text(_ name: String, default fallback: String) throws(ONNXError) -> String {
    guard let attribute = attribute(name) else { return fallback }
    guard let text = attribute.text else { throw invalid("The attribute \(name) is no string.") }
    return text
  }
}
