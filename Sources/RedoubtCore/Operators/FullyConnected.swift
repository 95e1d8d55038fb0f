/// FULLY_CONNECTED: int8 input of B × K elements, int8 weights [N, K] per tensor (any zero point) or per channel
/// (zero point 0), optional int32 bias [N], int8 output of B × N elements.
public enum FullyConnected<Engine: ReferenceEngine>: Operator {
  public static var code: Int32 { 9 }
  public static var name: StaticString { "FULLY_CONNECTED" }
  private static var optionsType: UInt8 { 8 }

  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    .runs(scratchBytes: scratchBytes(try FullyConnectedParameters(node)))
  }

  private static func scratchBytes(_ p: FullyConnectedParameters) -> Int {
    DualMacFullyConnected.scratchBytes(depth: p.weights.shape[1], channels: p.perChannel?.channels ?? 1)
  }

  public static func macs(_ node: Node) throws(ModelError) -> Int {
    let p = try FullyConnectedParameters(node)
    return p.batches &* p.weights.shape.count
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    // The fast kernel rounds twice.
    guard DualMac.isAvailable, !Engine.isLiteRT else {
      var clean = CleanDatapath()
      return try run(node, memory, &clean)
    }
    try runDualMac(node, memory)
  }

  /// Runs the kernel for processors with two multiply-accumulates in one instruction, on any processor.
  package static func runDualMac(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try FullyConnectedParameters(node)
    let input = try memory.read(p.input, as: Int8.self)
    let weights = try memory.read(p.weights, as: Int8.self)
    let bias = try memory.readBias(p.bias)
    var scratch = try memory.scratch(node, scratchBytes(p) / 4, of: Int32.self)
    var output = try memory.write(p.output, as: Int8.self)
    try DualMacFullyConnected.run(p, input, weights, bias, &scratch, &output)
  }

  /// Runs the reference kernel on a datapath.
  @inline(__always)
  package static func run<D: Datapath>(
    _ node: Node, _ memory: borrowing TensorMemory, _ datapath: inout D
  ) throws(ModelError) {
    let p = try FullyConnectedParameters(node)
    let input = try memory.read(p.input, as: Int8.self)
    let weights = try memory.read(p.weights, as: Int8.self)
    let bias = try memory.readBias(p.bias)
    var output = try memory.write(p.output, as: Int8.self)
    if let scales = p.perChannel {
      var pairs = try memory.scratch(node, 2 &* scales.channels, of: Int32.self)
      try scales.derive(into: &pairs)
      multiply(p, input, weights, bias, pairs.span, &output, &datapath)
    } else {
      multiply(p, input, weights, bias, Span(), &output, &datapath)
    }
  }

  /// The reference kernel. Loop nest: batch, output channel, input element.
  ///
  /// - Parameter pairs: Multiplier and shift of each channel; empty for a per-tensor requantisation.
  private static func multiply<D: Datapath>(
    _ p: FullyConnectedParameters, _ input: Span<Int8>, _ weights: Span<Int8>, _ bias: Span<Int32>,
    _ pairs: Span<Int32>, _ output: inout MutableSpan<Int8>, _ datapath: inout D
  ) {
    let (depth, channels) = (p.weights.shape[1], p.weights.shape[0])
    for batch in 0..<p.batches {
      let line = input.extracting(batch &* depth..<(batch &+ 1) &* depth)
      for channel in 0..<channels {
        let taps = weights.extracting(channel &* depth..<(channel &+ 1) &* depth)
        var accumulator: Int32 = bias.isEmpty ? 0 : bias[channel]
        for i in 0..<depth {
          let element = datapath.index(i)
          // Both rows have `depth` elements.
          let (value, weight) =
            D.isClean
            ? unsafe (line[unchecked: i], taps[unchecked: i])
            : (
              datapath.activation(input, batch &* depth &+ element),
              datapath.weight(weights, channel &* depth &+ element)
            )
          accumulator = datapath.multiplyAdd(
            accumulator, activation: Int32(value) &+ p.inputOffset, weight: Int32(weight) &+ p.weightOffset)
        }
        let derived =
          pairs.isEmpty
          ? p.perTensor
          : QuantizedMultiplier(multiplier: pairs[2 &* channel], shift: pairs[2 &* channel &+ 1])
        let pair = datapath.requantisation(derived)
        let scaled = Engine.isLiteRT ? pair.applySingleRounding(accumulator) : pair.apply(accumulator)
        output[batch &* channels &+ channel] = p.range.clamp(scaled &+ p.outputZeroPoint)
      }
    }
  }
}

/// What the kernel of FULLY_CONNECTED needs besides the tensors' elements.
package struct FullyConnectedParameters {
  package let input, weights, output: Tensor
  package let bias: Tensor?
  package let inputOffset, weightOffset, outputZeroPoint: Int32
  package let range: ActivationRange
  /// The requantisation where all channels share one scale.
  package let perTensor: QuantizedMultiplier
  /// The requantisation where each channel has its own, else nil.
  package let perChannel: ChannelScales?
  package let batches: Int

  package init(_ node: Node) throws(ModelError) {
    try node.require(inputs: 2...3, outputs: 1)
    (input, weights, output) = (try node.input(0), try node.input(1), try node.output(0))
    bias = try node.optionalInput(2)
    try input.require(.int8)
    try weights.require(.int8)
    try output.require(.int8)
    try weights.require(rank: 2)
    let (channels, depth) = (weights.shape[0], weights.shape[1])
    guard input.shape.count > 0, input.shape.count % depth == 0 else {
      throw input.error(.shapeMismatch, .tensorShape, value: input.shape.count)
    }
    batches = input.shape.count / depth
    let (elements, overflow) = batches.multipliedReportingOverflow(by: channels)
    guard !overflow, output.shape.count == elements, output.shape.last == channels else {
      throw output.error(.shapeMismatch, .tensorShape, value: output.shape.count)
    }
    try bias?.requireBias(channels: channels)
    let options = try node.options(8)
    let format = try options.scalar(1, default: 0 as Int8)
    guard format == 0 else { throw options.error(.unsupportedFeature, 1, value: Int(format)) }
    range = try ActivationRange(
      try options.scalar(0, default: 0 as Int8), output: output, options: options, slot: 0)
    inputOffset = 0 &- (try input.zeroPoint())
    outputZeroPoint = try output.zeroPoint()
    if weights.quantization.count == 1 {
      weightOffset = 0 &- (try weights.zeroPoint())
      perTensor = QuantizedMultiplier(try input.scale(), times: try weights.scale(), by: try output.scale())
      perChannel = nil
    } else {
      weightOffset = 0
      perTensor = QuantizedMultiplier(multiplier: 0, shift: 0)
      perChannel = try ChannelScales(input: input, weights: weights, output: output, dimension: 0)
    }
  }
}
