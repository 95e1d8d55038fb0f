/// Builds ONNX files for tests: Protocol Buffers messages, written out by hand.
struct ONNXFile {
  enum Attribute {
    case integer(Int)
    case integers([Int])
    case float(Float)
    case text(String)
    case tensor(Tensor)
  }

  /// A tensor with raw little-endian elements, or any other field.
  struct Tensor {
    var shape: [Int]
    /// `TensorProto.DataType`.
    var type: Int
    var fields: [UInt8]

    static func floats(_ elements: [Float], _ shape: [Int]) -> Tensor {
      Tensor(shape: shape, type: 1, fields: raw(elements.flatMap { littleEndian($0.bitPattern) }))
    }

    static func integers(_ elements: [Int], _ shape: [Int]? = nil) -> Tensor {
      Tensor(
        shape: shape ?? [elements.count], type: 7,
        fields: raw(elements.flatMap { littleEndian(UInt64(bitPattern: Int64($0))) }))
    }

    static func raw(_ bytes: [UInt8]) -> [UInt8] { ONNXFile.field(9, bytes) }

    /// External data: location, offset and length.
    static func external(_ entries: [(String, String)], _ shape: [Int]) -> Tensor {
      let fields = entries.flatMap { key, value in
        ONNXFile.field(13, ONNXFile.field(1, Array(key.utf8)) + ONNXFile.field(2, Array(value.utf8)))
      }
      return Tensor(shape: shape, type: 1, fields: fields + ONNXFile.field(14, 1))
    }

    func bytes(_ name: String) -> [UInt8] {
      shape.flatMap { ONNXFile.field(1, UInt64(bitPattern: Int64($0))) } + ONNXFile.field(2, UInt64(type))
        + ONNXFile.field(8, Array(name.utf8)) + fields
    }
  }

  var opset: UInt64 = 17
  private var graph: [UInt8] = []

  /// - Parameter inputs: Shapes by name; nil for an open dimension.
  init(inputs: [(String, [Int?])], outputs: [String], opset: UInt64 = 17) {
    self.opset = opset
    for (name, shape) in inputs {
      let dimensions = shape.flatMap { size in
        Self.field(
          1, size.map { Self.field(1, UInt64(bitPattern: Int64($0))) } ?? Self.field(2, Array("n".utf8)))
      }
      let type = Self.field(1, Self.field(1, 1) + Self.field(2, dimensions))
      graph += Self.field(11, Self.field(1, Array(name.utf8)) + Self.field(2, type))
    }
    for name in outputs { graph += Self.field(12, Self.field(1, Array(name.utf8))) }
  }

  mutating func initializer(_ name: String, _ tensor: Tensor) { graph += Self.field(5, tensor.bytes(name)) }

  mutating func node(
    _ type: String, _ inputs: [String], _ outputs: [String], _ attributes: [String: Attribute] = [:],
    domain: String = ""
  ) {
    var node =
      inputs.flatMap { Self.field(1, Array($0.utf8)) } + outputs.flatMap { Self.field(2, Array($0.utf8)) }
    node += Self.field(4, Array(type.utf8))
    if !domain.isEmpty { node += Self.field(7, Array(domain.utf8)) }
    for (name, attribute) in attributes.sorted(by: { $0.key < $1.key }) {
      let value: [UInt8] =
        switch attribute {
        case .integer(let number): Self.field(3, UInt64(bitPattern: Int64(number)))
        case .integers(let list): list.flatMap { Self.field(8, UInt64(bitPattern: Int64($0))) }
        case .float(let number): Self.varint(2 << 3 | 5) + Self.littleEndian(number.bitPattern)
        case .text(let text): Self.field(4, Array(text.utf8))
        case .tensor(let tensor): Self.field(5, tensor.bytes(""))
        }
      node += Self.field(5, Self.field(1, Array(name.utf8)) + value)
    }
    graph += Self.field(1, node)
  }

  var bytes: [UInt8] { Self.field(7, graph) + Self.field(8, Self.field(2, opset)) }

  // MARK: - Encoding

  static func varint(_ number: UInt64) -> [UInt8] {
    var (rest, result) = (number, [UInt8]())
    while rest >= 0x80 {
      result.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    return result + [UInt8(rest)]
  }

  static func field(_ number: UInt64, _ bytes: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(UInt64(bytes.count)) + bytes
  }

  static func field(_ number: UInt64, _ value: UInt64) -> [UInt8] { varint(number << 3) + varint(value) }

  static func littleEndian<T: FixedWidthInteger>(_ number: T) -> [UInt8] {
    (0..<MemoryLayout<T>.size).map { UInt8(truncatingIfNeeded: number >> T(8 * $0)) }
  }
}
