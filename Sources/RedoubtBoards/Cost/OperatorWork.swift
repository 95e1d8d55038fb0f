import RedoubtCore
import RedoubtHost
import RedoubtModel

/// What an operator has to do, as the numbers that its instructions follow from.
public struct OperatorWork: Equatable, Sendable {
  /// Operators of a kind run on the same kernel: the schema's name, and what the kernel depends on.
  public let kind: String
  /// The schema's name.
  public var name: String { String(kind.prefix { $0 != "," }) }
  /// Multiply-accumulates.
  public let macs: Int
  /// Elements that are written.
  public let outputs: Int
  /// Elements that are read from the arena; for a convolution those under the filter, at every place of it.
  public let inputs: Int
  /// Output channels, each with constants of its own.
  public let channels: Int

  public init(kind: String, macs: Int, outputs: Int, inputs: Int, channels: Int) {
    (self.kind, self.macs, self.outputs, self.inputs, self.channels) = (kind, macs, outputs, inputs, channels)
  }

  /// In the order of a kind's coefficients; the last stands for the call.
  public var quantities: [Double] {
    [Double(macs), Double(outputs), Double(inputs), Double(channels), 1]
  }

  /// Names of the quantities.
  public static let quantityNames = ["macs", "outputs", "inputs", "channels", "calls"]

  /// The work of each operator that runs at an inference, in order.
  public static func list(_ interpreter: HostInterpreter) throws(ModelError) -> [OperatorWork] {
    try steps(interpreter).map(\.work)
  }

  /// The same with the position of each operator in the model.
  public static func steps(
    _ interpreter: HostInterpreter
  ) throws(ModelError) -> [(operatorIndex: Int, work: OperatorWork)] {
    let model = try interpreter.readModel()
    var list: [(operatorIndex: Int, work: OperatorWork)] = []
    for step in 0..<model.operators.count {
      let node = try Node(model, step)
      guard case .runs = try AllOperators<TFLM>.prepare(node) else { continue }
      list.append((step, try OperatorWork(node)))
    }
    return list
  }

  private init(_ node: Node) throws(ModelError) {
    macs = try AllOperators<TFLM>.macs(node)
    var written = 0
    for i in 0..<node.outputCount { written += try node.output(i).shape.count }
    outputs = written
    switch node.code {
    case Conv2D.code:
      let p = try Conv2D.parameters(node)
      // Kernels with two multiply-accumulates read four channels at once.
      kind = node.name + (p.weights.shape[3] % 4 == 0 ? "" : ", odd depth")
      channels = p.output.shape[3]
      inputs = macs / max(1, channels)
    case DepthwiseConv2D.code:
      let p = try DepthwiseConv2D.parameters(node)
      kind = node.name + (p.window.columns.stride == 1 ? "" : ", strided")
      channels = p.output.shape[3]
      inputs = macs
    case FullyConnected<TFLM>.code:
      kind = node.name
      channels = try node.output(0).shape.last
      inputs = try node.input(0).shape.count
    default:
      kind = node.name
      channels = 0
      var read = 0
      for i in 0..<node.inputCount {
        guard let tensor = try node.optionalInput(i), tensor.constantPosition == nil else { continue }
        read += tensor.shape.count
      }
      inputs = read
    }
  }
}
