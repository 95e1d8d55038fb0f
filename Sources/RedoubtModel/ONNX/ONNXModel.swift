/// An ONNX file as it stands: its graph's nodes, initialisers, inputs and outputs. Nothing is interpreted yet.
struct ONNXModel {
  /// Version of the default operator set.
  private(set) var opset: Int64 = 0
  private(set) var graph = ONNXGraph()

  /// - Parameter bytes: The whole file; tensors refer to ranges of it.
  init(_ bytes: [UInt8]) throws(ONNXError) {
    var reader = ProtobufReader(bytes, 0..<bytes.count)
    var hasGraph = false
    while let field = try reader.next() {
      switch field.number {
      case 7:
        graph = try ONNXGraph(bytes, try field.range())
        hasGraph = true
      case 8:
        let (domain, version) = try Self.operatorSet(bytes, try field.range())
        if domain.isEmpty || domain == "ai.onnx" { opset = version }
      default: break
      }
    }
    guard hasGraph else { throw .malformed("there is no graph", byte: 0) }
  }

  private static func operatorSet(_ bytes: [UInt8], _ range: Range<Int>) throws(ONNXError) -> (String, Int64)
  {
    var reader = ProtobufReader(bytes, range)
    var (domain, version) = ("", Int64(0))
    while let field = try reader.next() {
      switch field.number {
      case 1: domain = try field.text(bytes)
      case 2: version = try field.integer()
      default: break
      }
    }
    return (domain, version)
  }
}

/// `GraphProto`.
struct ONNXGraph {
  private(set) var nodes: [ONNXNode] = []
  private(set) var initializers: [ONNXTensor] = []
  private(set) var inputs: [ONNXValueInfo] = []
  private(set) var outputs: [ONNXValueInfo] = []

  init() {}

  init(_ bytes: [UInt8], _ range: Range<Int>) throws(ONNXError) {
    var reader = ProtobufReader(bytes, range)
    while let field = try reader.next() {
      switch field.number {
      case 1: nodes.append(try ONNXNode(bytes, try field.range()))
      case 5: initializers.append(try ONNXTensor(bytes, try field.range()))
      case 11: inputs.append(try ONNXValueInfo(bytes, try field.range()))
      case 12: outputs.append(try ONNXValueInfo(bytes, try field.range()))
      case 15: throw .unsupported(place: "graph", "Sparse initialisers are not read. Export dense weights.")
      default: break
      }
    }
  }
}
