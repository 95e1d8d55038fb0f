import RedoubtCore
import RedoubtHost
import RedoubtModel

/// Every unit of a model, in the order of their names: inputs, then operators in execution order.
public struct NetworkUnits: Sendable {
  /// Ascending by `id`.
  public let all: [NetworkUnit]
  private let places: [UnitID: Int]

  /// Units with weights.
  public var weighted: [NetworkUnit] { all.filter { !$0.isPlane } }
  /// Units with activations only.
  public var planes: [NetworkUnit] { all.filter(\.isPlane) }

  public subscript(id: UnitID) -> NetworkUnit? { places[id].map { all[$0] } }

  /// Position of a unit in `all`.
  public func index(of id: UnitID) -> Int? { places[id] }

  /// Enumerates the units of a loaded model. Operators that were evaluated at load have none.
  public init(_ interpreter: HostInterpreter) throws(ModelError) {
    let model = try interpreter.readModel()
    let summary = try ModelSummary(interpreter)
    var lives: [Int: ClosedRange<Int>] = [:]
    for placement in summary.placements {
      if let tensor = placement.tensor { lives[tensor.index] = placement.steps }
    }
    var units: [NetworkUnit] = []
    for (i, tensor) in summary.inputs.enumerated().reversed() {
      units += Self.planes(of: tensor, operatorIndex: -1 - i, named: "input", from: 0, lives)
    }
    for one in summary.operators where !one.isStatic {
      if let output = one.outputs.first, let parameters = try Self.parameters(try Node(model, one.index)) {
        for (channel, parameter) in parameters.enumerated() {
          units.append(
            NetworkUnit(
              id: UnitID(operatorIndex: one.index, channel: channel), operatorName: one.name,
              tensorName: output.name, plane: ActivationPlane(output, channel, lives),
              parameters: parameter, macs: one.macs / parameters.count))
        }
      } else {
        var first = 0
        for output in one.outputs {
          let planes = Self.planes(
            of: output, operatorIndex: one.index, named: one.name, from: first, lives)
          units += planes
          first += planes.count
        }
      }
    }
    all = units
    places = Dictionary(uniqueKeysWithValues: units.enumerated().map { ($1.id, $0) })
  }

  private static func planes(
    of tensor: TensorDescription, operatorIndex: Int, named name: String, from first: Int,
    _ lives: [Int: ClosedRange<Int>]
  ) -> [NetworkUnit] {
    (0..<(tensor.shape.last ?? 1)).map { channel in
      NetworkUnit(
        id: UnitID(operatorIndex: operatorIndex, channel: first + channel), operatorName: name,
        tensorName: tensor.name, plane: ActivationPlane(tensor, channel, lives), parameters: nil, macs: 0)
    }
  }

  /// Parameters of each output channel; nil for an operator without weights, or whose weights are computed.
  private static func parameters(_ node: Node) throws(ModelError) -> [UnitParameters]? {
    switch node.code {
    case Conv2D.code:
      let p = try Conv2D.parameters(node)
      return try parameters(p.weights, p.bias, channels: p.scales.channels, channelDimension: 0) {
        (channel) throws(ModelError) in try p.scales.pair(channel)
      }
    case DepthwiseConv2D.code:
      let p = try DepthwiseConv2D.parameters(node)
      return try parameters(p.weights, p.bias, channels: p.scales.channels, channelDimension: 3) {
        (channel) throws(ModelError) in try p.scales.pair(channel)
      }
    case FullyConnected<TFLM>.code:
      let p = try FullyConnectedParameters(node)
      return try parameters(p.weights, p.bias, channels: p.weights.shape[0], channelDimension: 0) {
        (channel) throws(ModelError) in try p.perChannel?.pair(channel) ?? p.perTensor
      }
    default: return nil
    }
  }

  private static func parameters(
    _ weights: Tensor, _ bias: Tensor?, channels: Int, channelDimension: Int,
    pair: (Int) throws(ModelError) -> QuantizedMultiplier
  ) throws(ModelError) -> [UnitParameters]? {
    guard let start = weights.constantPosition else { return nil }
    let count = weights.shape.count / channels
    var result: [UnitParameters] = []
    for channel in 0..<channels {
      let slice = weights.quantization.count == 1 ? 0 : channel
      let scale = try weights.quantization.scale(slice, of: weights.index)
      result.append(
        UnitParameters(
          weights: channelDimension == 0
            ? StridedBytes(start: start + channel * count, count: count)
            : StridedBytes(start: start + channel, count: count, stride: channels),
          bias: (bias?.constantPosition).map { $0 + 4 * channel..<$0 + 4 * channel + 4 },
          requantisation: try pair(channel),
          weightScale: Float(
            sign: .plus, exponent: Int(scale.exponent), significand: Float(scale.significand)),
          weightZeroPoint: Int(try weights.quantization.zeroPoint(slice, of: weights.index))))
    }
    return result
  }
}

extension ActivationPlane {
  fileprivate init(_ tensor: TensorDescription, _ channel: Int, _ lives: [Int: ClosedRange<Int>]) {
    let channels = tensor.shape.last ?? 1
    self.init(
      tensor: tensor.index, channel: channel, channels: channels,
      cells: tensor.elementCount / max(1, channels), type: tensor.type,
      quantization: tensor.type == .int8 ? tensor.quantization : nil, life: lives[tensor.index] ?? 0...0)
  }
}
