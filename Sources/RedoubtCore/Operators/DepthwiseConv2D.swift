/// DEPTHWISE_CONV_2D: int8 input [N, H, W, C], int8 weights [1, KH, KW, C × M] per channel or per tensor (zero
/// point 0), optional int32 bias [C × M], int8 output [N, OH, OW, C × M]; M is the depth multiplier.
public enum DepthwiseConv2D: ChannelOperator {
  public static var code: Int32 { 4 }
  public static var name: StaticString { "DEPTHWISE_CONV_2D" }

  /// Reads and checks the operator. The depth multiplier follows from the shapes: the option of that name is
  /// redundant, and files exist that leave it at 0.
  package static func parameters(_ node: Node) throws(ModelError) -> ConvolutionParameters {
    let p = try ConvolutionParameters(
      node, optionsType: 2, ConvolutionParameters.layout(activationSlot: 4), channelDimension: 3,
      activationSlot: 4)
    guard p.weights.shape[0] == 1, p.scales.channels % p.input.shape[3] == 0 else {
      throw p.weights.error(.shapeMismatch, .tensorShape, value: p.scales.channels)
    }
    return p
  }

  /// Asks for the scratch memory of the kernel for two multiply-accumulates in one instruction, on every processor: the
  /// reference kernel's 8 bytes per output channel fit into it.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    .runs(scratchBytes: scratchBytes(try parameters(node)))
  }

  package static func scratchBytes(_ p: ConvolutionParameters) -> Int {
    DualMacDepthwise.scratchBytes(
      taps: p.window.rows.filter &* p.window.columns.filter, channels: p.scales.channels)
  }

  /// Output elements × filter height × filter width: weights that meet padding count, too.
  public static func macs(_ node: Node) throws(ModelError) -> Int {
    let p = try parameters(node)
    return p.output.shape.count &* p.window.rows.filter &* p.window.columns.filter
  }

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
    _ p: ConvolutionParameters, _ node: Node, _ memory: borrowing TensorMemory, _ weights: Span<Int8>,
    _ bias: Span<Int32>, _ selection: inout S
  ) throws(ModelError) {
    let input = try memory.read(p.input, as: Int8.self)
    var scratch = try memory.scratch(node, scratchBytes(p) / 4, of: Int32.self)
    var output = try memory.write(p.output, as: Int8.self)
    try DualMacDepthwise.run(p, input, weights, bias, &selection, &scratch, &output)
  }

  @inline(__always)
  package static func computeListed(
    _ p: ConvolutionParameters, _ node: Node, _ memory: borrowing TensorMemory, _ weights: Span<Int8>,
    _ bias: Span<Int32>, _ list: ReplicatedPlanes
  ) throws(ModelError) -> Bool {
    let input = try memory.read(p.input, as: Int8.self)
    var scratch = try memory.scratch(node, scratchBytes(p) / 4, of: Int32.self)
    return try DualMacDepthwise.run(p, input, weights, bias, listed: list, &scratch)
  }

  @inline(__always)
  package static func computeReference<S: ChannelSelection, D: Datapath>(
    _ p: ConvolutionParameters, _ node: Node, _ memory: borrowing TensorMemory, _ weights: Span<Int8>,
    _ bias: Span<Int32>, _ selection: inout S, _ datapath: inout D
  ) throws(ModelError) {
    let input = try memory.read(p.input, as: Int8.self)
    var pairs = try memory.scratch(node, 2 &* p.scales.channels, of: Int32.self)
    try p.scales.derive(into: &pairs, &selection)
    var output = try memory.write(p.output, as: Int8.self)
    var range = selection.next(from: 0, below: p.scales.channels)
    while !range.isEmpty {
      convolve(p, input, weights, bias, pairs.span, range, selection, &output, &datapath)
      if S.isWhole { break }
      range = selection.next(from: range.upperBound, below: p.scales.channels)
    }
  }

  /// The reference kernel. Loop nest: batch, output row, output column, output channel (input channel ×
  /// multiplier), filter row, filter column; padding adds nothing.
  ///
  /// - Parameter range: Output channels that are computed; the others' results are left as they are.
  private static func convolve<S: ChannelSelection, D: Datapath>(
    _ p: ConvolutionParameters, _ input: Span<Int8>, _ weights: Span<Int8>, _ bias: Span<Int32>,
    _ pairs: Span<Int32>, _ range: Range<Int>, _ selection: S, _ output: inout MutableSpan<Int8>,
    _ datapath: inout D
  ) {
    let (rows, columns) = (p.window.rows, p.window.columns)
    let (depth, channels) = (p.input.shape[3], p.scales.channels)
    let depthMultiplier = channels / depth
    let filterChannels = selection.filterChannels(channels)
    let range = S.isWhole ? 0..<channels : range
    var place = range.lowerBound
    for batch in 0..<p.input.shape[0] {
      for y in 0..<rows.output {
        let top = rows.origin(y)
        let rowTaps = rows.elements(from: top)
        for x in 0..<columns.output {
          let left = columns.origin(x)
          let columnTaps = columns.elements(from: left)
          for channel in range {
            let source = channel / depthMultiplier
            var accumulator: Int32 = bias.isEmpty ? 0 : bias[channel &- selection.origin]
            for fy in rowTaps {
              let row = (batch &* rows.input &+ top &+ fy &* rows.dilation) &* columns.input
              for fx in columnTaps {
                let element = datapath.index(fx)
                let value = datapath.activation(
                  input, (row &+ left &+ element &* columns.dilation) &* depth &+ source)
                let weight = datapath.weight(
                  weights,
                  (fy &* columns.filter &+ element) &* filterChannels &+ channel &- selection.origin)
                accumulator = datapath.multiplyAdd(
                  accumulator, activation: Int32(value) &+ p.inputOffset, weight: Int32(weight))
              }
            }
            let pair = datapath.requantisation(
              QuantizedMultiplier(multiplier: pairs[2 &* channel], shift: pairs[2 &* channel &+ 1]))
            output[place] = p.range.clamp(pair.apply(accumulator) &+ p.outputZeroPoint)
            place = place &+ 1
          }
          place = place &+ channels &- range.count
        }
      }
    }
  }
}
