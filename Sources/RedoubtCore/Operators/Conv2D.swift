/// CONV_2D: int8 input [N, H, W, Cin], int8 weights [Cout, KH, KW, Cin ÷ groups] per channel or per tensor
/// (zero point 0), optional int32 bias [Cout], int8 output [N, OH, OW, Cout].
public enum Conv2D: ChannelOperator {
  public static var code: Int32 { 3 }
  public static var name: StaticString { "CONV_2D" }

  /// Reads and checks the operator.
  package static func parameters(_ node: Node) throws(ModelError) -> ConvolutionParameters {
    let p = try ConvolutionParameters(
      node, optionsType: 1, ConvolutionParameters.layout(activationSlot: 3), channelDimension: 0,
      activationSlot: 3)
    let (depth, filterDepth) = (p.input.shape[3], p.weights.shape[3])
    guard depth % filterDepth == 0, p.scales.channels % (depth / filterDepth) == 0 else {
      throw p.weights.error(.shapeMismatch, .tensorShape, value: filterDepth)
    }
    return p
  }

  /// Asks for the scratch memory of the kernel for two multiply-accumulates in one instruction, on every processor: the
  /// reference kernel's 8 bytes per output channel fit into it.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    .runs(scratchBytes: scratchBytes(try parameters(node)))
  }

  package static func scratchBytes(_ p: ConvolutionParameters) -> Int {
    DualMacConvolution.scratchBytes(
      filterCount: p.weights.shape.count / p.scales.channels, channels: p.scales.channels)
  }

  /// Output elements × weights of one output channel: those that meet padding count, too.
  public static func macs(_ node: Node) throws(ModelError) -> Int {
    let p = try parameters(node)
    return p.output.shape.count &* (p.weights.shape.count / p.scales.channels)
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
    try DualMacConvolution.run(p, input, weights, bias, &selection, &scratch, &output)
  }

  @inline(__always)
  package static func computeListed(
    _ p: ConvolutionParameters, _ node: Node, _ memory: borrowing TensorMemory, _ weights: Span<Int8>,
    _ bias: Span<Int32>, _ list: ReplicatedPlanes
  ) throws(ModelError) -> Bool {
    let input = try memory.read(p.input, as: Int8.self)
    var scratch = try memory.scratch(node, scratchBytes(p) / 4, of: Int32.self)
    return try DualMacConvolution.run(p, input, weights, bias, listed: list, &scratch)
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

  /// The reference kernel. Loop nest: batch, output row, output column, output channel, filter row, filter
  /// column, input channel; padding adds nothing, since it stands for the zero point.
  ///
  /// - Parameter range: Output channels that are computed; the others' results are left as they are.
  private static func convolve<S: ChannelSelection, D: Datapath>(
    _ p: ConvolutionParameters, _ input: Span<Int8>, _ weights: Span<Int8>, _ bias: Span<Int32>,
    _ pairs: Span<Int32>, _ range: Range<Int>, _ selection: S, _ output: inout MutableSpan<Int8>,
    _ datapath: inout D
  ) {
    let (rows, columns) = (p.window.rows, p.window.columns)
    let (depth, filterDepth, channels) = (p.input.shape[3], p.weights.shape[3], p.scales.channels)
    let channelsPerGroup = channels / (depth / filterDepth)
    let filterBytes = rows.filter &* columns.filter &* filterDepth
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
            let group = channel / channelsPerGroup
            var accumulator: Int32 = bias.isEmpty ? 0 : bias[channel &- selection.origin]
            for fy in rowTaps {
              let row = (batch &* rows.input &+ top &+ fy &* rows.dilation) &* columns.input
              for fx in columnTaps {
                let cell = (row &+ left &+ fx &* columns.dilation) &* depth &+ group &* filterDepth
                let tap =
                  (channel &- selection.origin) &* filterBytes &+ (fy &* columns.filter &+ fx) &* filterDepth
                let line = input.extracting(cell..<cell &+ filterDepth)
                let taps = weights.extracting(tap..<tap &+ filterDepth)
                for i in 0..<filterDepth {
                  let element = datapath.index(i)
                  // Both rows have `filterDepth` elements.
                  let (value, weight) =
                    D.isClean
                    ? unsafe (line[unchecked: i], taps[unchecked: i])
                    : (datapath.activation(input, cell &+ element), datapath.weight(weights, tap &+ element))
                  accumulator = datapath.multiplyAdd(
                    accumulator, activation: Int32(value) &+ p.inputOffset, weight: Int32(weight))
                }
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

extension Tensor {
  /// Throws unless the tensor is an int32 bias with one element per output channel.
  func requireBias(channels: Int) throws(ModelError) {
    try require(.int32)
    guard shape.count == channels else { throw error(.shapeMismatch, .tensorShape, value: shape.count) }
  }
}

extension TensorMemory {
  /// The elements of a bias; none where the operator has no bias.
  @_lifetime(borrow self)
  func readBias(_ bias: Tensor?) throws(ModelError) -> Span<Int32> {
    guard let bias else { return Span() }
    return try read(bias, as: Int32.self)
  }
}
