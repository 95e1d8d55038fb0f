/// FULLY_CONNECTED: int8 input of B × K elements, int8 weights [N, K] per tensor (any zero point) or per channel
/// (zero point 0), optional int32 bias [N], int8 output of B × N elements.
public enum FullyConnected<Engine: ReferenceEngine>: ChannelOperator {
  public static var code: Int32 { 9 }
  public static var name: StaticString { "FULLY_CONNECTED" }
  private static var optionsType: UInt8 { 8 }

  package static func parameters(_ node: Node) throws(ModelError) -> FullyConnectedParameters {
    try FullyConnectedParameters(node)
  }

  /// Asks for the scratch memory of the kernel for two multiply-accumulates in one instruction, on every processor:
  /// what the reference kernel needs, 8 bytes per output channel where each has its own scale, fits into it.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    .runs(scratchBytes: scratchBytes(try parameters(node)))
  }

  package static func scratchBytes(_ p: FullyConnectedParameters) -> Int {
    DualMacFullyConnected.scratchBytes(depth: p.weights.shape[1], channels: p.perChannel?.channels ?? 1)
  }

  /// B × K × N: every weight once for each row of the input.
  public static func macs(_ node: Node) throws(ModelError) -> Int {
    let p = try parameters(node)
    return p.batches &* p.weights.shape.count
  }

  // The fast kernel rounds twice.
  @inline(__always)
  package static var hasDualMacKernel: Bool { !Engine.isLiteRT }

  /// LiteRT rounds once where it requantises, TensorFlow Lite Micro twice. LiteRT's bytes come from the reference
  /// kernel on every processor.
  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    try runAll(node, memory)
  }

  /// Votes the rows of protected channels, then computes. Channels with `tmrCompute` are computed twice more, once for
  /// each bank; those whose voted parameters deviate are computed again from these.
  public static func run<D: Datapath>(
    _ node: Node, _ memory: borrowing TensorMemory, _ table: HardeningTable,
    _ replicas: borrowing ReplicaMemory, _ voter: inout Voter, _ datapath: inout D
  ) throws(ModelError) {
    try runProtected(node, memory, table, replicas, &voter, &datapath)
  }

  @inline(__always)
  package static func computeDualMac<S: ChannelSelection>(
    _ p: FullyConnectedParameters, _ node: Node, _ memory: borrowing TensorMemory, _ weights: Span<Int8>,
    _ bias: Span<Int32>, _ selection: inout S
  ) throws(ModelError) {
    let input = try memory.read(p.input, as: Int8.self)
    var scratch = try memory.scratch(node, scratchBytes(p) / 4, of: Int32.self)
    var output = try memory.write(p.output, as: Int8.self)
    try DualMacFullyConnected.run(p, input, weights, bias, &selection, &scratch, &output)
  }

  @inline(__always)
  package static func computeListed(
    _ p: FullyConnectedParameters, _ node: Node, _ memory: borrowing TensorMemory, _ weights: Span<Int8>,
    _ bias: Span<Int32>, _ list: ReplicatedPlanes
  ) throws(ModelError) -> Bool {
    let input = try memory.read(p.input, as: Int8.self)
    var scratch = try memory.scratch(node, scratchBytes(p) / 4, of: Int32.self)
    return try DualMacFullyConnected.run(p, input, weights, bias, listed: list, &scratch)
  }

  @inline(__always)
  package static func computeReference<S: ChannelSelection, D: Datapath>(
    _ p: FullyConnectedParameters, _ node: Node, _ memory: borrowing TensorMemory, _ weights: Span<Int8>,
    _ bias: Span<Int32>, _ selection: inout S, _ datapath: inout D
  ) throws(ModelError) {
    let input = try memory.read(p.input, as: Int8.self)
    var output = try memory.write(p.output, as: Int8.self)
    if let scales = p.perChannel {
      var pairs = try memory.scratch(node, 2 &* scales.channels, of: Int32.self)
      try scales.derive(into: &pairs, &selection)
      multiply(p, input, weights, bias, pairs.span, &selection, &output, &datapath)
    } else {
      multiply(p, input, weights, bias, Span(), &selection, &output, &datapath)
    }
  }

  /// The reference kernel. Loop nest: batch, output channel, input element.
  ///
  /// - Parameter pairs: Multiplier and shift of each channel; empty for a per-tensor requantisation.
  private static func multiply<S: ChannelSelection, D: Datapath>(
    _ p: FullyConnectedParameters, _ input: Span<Int8>, _ weights: Span<Int8>, _ bias: Span<Int32>,
    _ pairs: Span<Int32>, _ selection: inout S, _ output: inout MutableSpan<Int8>, _ datapath: inout D
  ) {
    let (depth, channels) = (p.weights.shape[1], p.weights.shape[0])
    let shared = selection.sharedPair ?? p.perTensor
    for batch in 0..<p.batches {
      let line = input.extracting(batch &* depth..<(batch &+ 1) &* depth)
      var range = selection.next(from: 0, below: channels)
      while !range.isEmpty {
        for channel in range {
          let row = (channel &- selection.origin) &* depth
          let taps = weights.extracting(row..<row &+ depth)
          var accumulator: Int32 = bias.isEmpty ? 0 : bias[channel &- selection.origin]
          for i in 0..<depth {
            let element = datapath.index(i)
            // Both rows have `depth` elements.
            let (value, weight) =
              D.isClean
              ? unsafe (line[unchecked: i], taps[unchecked: i])
              : (
                datapath.activation(input, batch &* depth &+ element),
                datapath.weight(weights, row &+ element)
              )
            accumulator = datapath.multiplyAdd(
              accumulator, activation: Int32(value) &+ p.inputOffset, weight: Int32(weight) &+ p.weightOffset)
          }
          let derived =
            pairs.isEmpty
            ? shared
            : QuantizedMultiplier(multiplier: pairs[2 &* channel], shift: pairs[2 &* channel &+ 1])
          let pair = datapath.requantisation(derived)
          let scaled = Engine.isLiteRT ? pair.applySingleRounding(accumulator) : pair.apply(accumulator)
          output[batch &* channels &+ channel] = p.range.clamp(scaled &+ p.outputZeroPoint)
        }
        if S.isWhole { break }
        range = selection.next(from: range.upperBound, below: channels)
      }
    }
  }
}

/// What the kernel of FULLY_CONNECTED needs besides the tensors' elements.
package struct FullyConnectedParameters: ChannelOperands {
  package let input, weights, output: Tensor
  package let bias: Tensor?
  package let inputOffset, weightOffset, outputZeroPoint: Int32
  package let range: ActivationRange
  /// The requantisation where all channels share one scale.
  package let perTensor: QuantizedMultiplier
  /// The requantisation where each channel has its own, else nil.
  package let perChannel: ChannelScales?
  package let batches: Int
  @inline(__always)
  package var sharedPair: QuantizedMultiplier? { perChannel == nil ? perTensor : nil }

  package init(_ node: Node) throws(ModelError) {
    try node.require(inputs: 2...3, outputs: 1)
    input = try node.int8Input(0)
    weights = try node.int8Input(1)
    output = try node.int8Output(0)
    bias = try node.optionalInput(2)
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
    let options = try OptionFields(
      node, 8, FieldLayout(.options).scalar(0, bytes: 1).scalar(1, bytes: 1))
    guard options[1] == 0 else { throw options.error(.unsupportedFeature, 1) }
    let (source, result) = (try input.affine(), try output.affine())
    range = try ActivationRange(options, 0, result)
    inputOffset = 0 &- source.zeroPoint
    outputZeroPoint = result.zeroPoint
    if weights.quantization.count == 1 {
      let shared = try weights.affine()
      weightOffset = 0 &- shared.zeroPoint
      perTensor = QuantizedMultiplier(source.scale, times: shared.scale, by: result.scale)
      perChannel = nil
    } else {
      weightOffset = 0
      perTensor = QuantizedMultiplier(multiplier: 0, shift: 0)
      perChannel = try ChannelScales(
        input: source.scale, weights: weights, output: result.scale, dimension: 0)
    }
  }
}
