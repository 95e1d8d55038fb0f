/// CONV_2D: int8 input [N, H, W, Cin], int8 weights [Cout, KH, KW, Cin ÷ groups] per channel or per tensor
/// (zero point 0), optional int32 bias [Cout], int8 output [N, OH, OW, Cout].
public enum Conv2D: Operator {
  public static var code: Int32 { 3 }
  public static var name: StaticString { "CONV_2D" }

  /// Reads and checks the operator.
  package static func parameters(_ node: Node) throws(ModelError) -> ConvolutionParameters {
    let p = try ConvolutionParameters(node, optionsType: 1, channelDimension: 0, activationSlot: 3)
    let (depth, filterDepth) = (p.input.shape[3], p.weights.shape[3])
    guard depth % filterDepth == 0, p.scales.channels % (depth / filterDepth) == 0 else {
      throw p.weights.error(.shapeMismatch, .tensorShape, value: filterDepth)
    }
    return p
  }

  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    .runs(scratchBytes: scratchBytes(try parameters(node)))
  }

  private static func scratchBytes(_ p: ConvolutionParameters) -> Int {
    DualMacConvolution.scratchBytes(
      filterCount: p.weights.shape.count / p.scales.channels, channels: p.scales.channels)
  }

  public static func macs(_ node: Node) throws(ModelError) -> Int {
    let p = try parameters(node)
    return p.output.shape.count &* (p.weights.shape.count / p.scales.channels)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    guard DualMac.isAvailable else {
      var clean = CleanDatapath()
      return try run(node, memory, &clean)
    }
    try runDualMac(node, memory)
  }

  /// Runs the kernel for processors with two multiply-accumulates in one instruction, on any processor.
  package static func runDualMac(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try parameters(node)
    let input = try memory.read(p.input, as: Int8.self)
    let weights = try memory.read(p.weights, as: Int8.self)
    let bias = try memory.readBias(p.bias)
    var scratch = try memory.scratch(node, scratchBytes(p) / 4, of: Int32.self)
    var output = try memory.write(p.output, as: Int8.self)
    try DualMacConvolution.run(p, input, weights, bias, &scratch, &output)
  }

  /// Runs the reference kernel on a datapath.
  @inline(__always)
  package static func run<D: Datapath>(
    _ node: Node, _ memory: borrowing TensorMemory, _ datapath: inout D
  ) throws(ModelError) {
    let p = try parameters(node)
    let input = try memory.read(p.input, as: Int8.self)
    let weights = try memory.read(p.weights, as: Int8.self)
    let bias = try memory.readBias(p.bias)
    var pairs = try memory.scratch(node, 2 &* p.scales.channels, of: Int32.self)
    try p.scales.derive(into: &pairs)
    var output = try memory.write(p.output, as: Int8.self)
    convolve(p, input, weights, bias, pairs.span, &output, &datapath)
  }

  /// The reference kernel. Loop nest: batch, output row, output column, output channel, filter row, filter
  /// column, input channel; padding adds nothing, since it stands for the zero point.
  private static func convolve<D: Datapath>(
    _ p: ConvolutionParameters, _ input: Span<Int8>, _ weights: Span<Int8>, _ bias: Span<Int32>,
    _ pairs: Span<Int32>, _ output: inout MutableSpan<Int8>, _ datapath: inout D
  ) {
    let (rows, columns) = (p.window.rows, p.window.columns)
    let (depth, filterDepth, channels) = (p.input.shape[3], p.weights.shape[3], p.scales.channels)
    let channelsPerGroup = channels / (depth / filterDepth)
    let filterBytes = rows.filter &* columns.filter &* filterDepth
    var place = 0
    for batch in 0..<p.input.shape[0] {
      for y in 0..<rows.output {
        let top = rows.origin(y)
        let rowTaps = rows.elements(from: top)
        for x in 0..<columns.output {
          let left = columns.origin(x)
          let columnTaps = columns.elements(from: left)
          for channel in 0..<channels {
            let group = channel / channelsPerGroup
            var accumulator: Int32 = bias.isEmpty ? 0 : bias[channel]
            for fy in rowTaps {
              let row = (batch &* rows.input &+ top &+ fy &* rows.dilation) &* columns.input
              for fx in columnTaps {
                let cell = (row &+ left &+ fx &* columns.dilation) &* depth &+ group &* filterDepth
                let tap = channel &* filterBytes &+ (fy &* columns.filter &+ fx) &* filterDepth
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
