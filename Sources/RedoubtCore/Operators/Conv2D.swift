/// CONV_2D: int8 input [N, H, W, Cin], int8 weights [Cout, KH, KW, Cin ÷ groups] per channel or per tensor
/// (zero point 0), optional int32 bias [Cout], int8 output [N, OH, OW, Cout].
public enum Conv2D: Operator {
  public static var code: Int32 { 3 }
  public static var name: StaticString { "CONV_2D" }
  private static let optionsType: UInt8 = 1

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, weights, output: Tensor
    package let bias: Tensor?
    package let window: ConvolutionWindow
    package let inputOffset, outputZeroPoint: Int32
    package let range: ActivationRange
    package let scales: ChannelScales
    /// Groups that input and output channels are divided into.
    package let groups: Int

    package init(_ node: Node) throws(ModelError) {
      try node.require(inputs: 2...3, outputs: 1)
      (input, weights, output) = (try node.input(0), try node.input(1), try node.output(0))
      bias = try node.optionalInput(2)
      try input.require(.int8)
      try weights.require(.int8)
      try output.require(.int8)
      try input.require(rank: 4)
      try weights.require(rank: 4)
      try output.require(rank: 4)
      let (depth, filterDepth, channels) = (input.shape[3], weights.shape[3], weights.shape[0])
      guard depth % filterDepth == 0, channels % (depth / filterDepth) == 0 else {
        throw weights.error(.shapeMismatch, .tensorShape, value: filterDepth)
      }
      groups = depth / filterDepth
      guard output.shape[3] == channels else {
        throw output.error(.shapeMismatch, .tensorShape, value: output.shape[3])
      }
      try bias?.requireBias(channels: channels)
      let options = try node.options(optionsType)
      window = try ConvolutionWindow(
        options, input: input, weights: weights, output: output, dilationSlot: 4)
      range = try ActivationRange(
        try options.scalar(3, default: 0 as Int8), output: output, options: options, slot: 3)
      inputOffset = 0 &- (try input.zeroPoint())
      outputZeroPoint = try output.zeroPoint()
      scales = try ChannelScales(input: input, weights: weights, output: output, dimension: 0)
    }
  }

  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    .runs(scratchBytes: try Parameters(node).scales.scratchBytes)
  }

  public static func macs(_ node: Node) throws(ModelError) -> Int {
    let p = try Parameters(node)
    return p.output.shape.count &* (p.weights.shape.count / p.scales.channels)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    let input = try memory.read(p.input, as: Int8.self)
    let weights = try memory.read(p.weights, as: Int8.self)
    let bias = try memory.readBias(p.bias)
    var pairs = try memory.scratch(node, 2 &* p.scales.channels, of: Int32.self)
    try p.scales.derive(into: &pairs)
    var output = try memory.write(p.output, as: Int8.self)
    convolve(p, input, weights, bias, pairs.span, &output)
  }

  /// The reference kernel. Loop nest: batch, output row, output column, output channel, filter row, filter
  /// column, input channel; padding adds nothing, since it stands for the zero point.
  private static func convolve(
    _ p: Parameters, _ input: Span<Int8>, _ weights: Span<Int8>, _ bias: Span<Int32>, _ pairs: Span<Int32>,
    _ output: inout MutableSpan<Int8>
  ) {
    let (rows, columns) = (p.window.rows, p.window.columns)
    let (depth, filterDepth, channels) = (p.input.shape[3], p.weights.shape[3], p.scales.channels)
    let channelsPerGroup = channels / p.groups
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
                  // Both rows have `filterDepth` elements.
                  let (value, weight) = unsafe (line[unchecked: i], taps[unchecked: i])
                  accumulator = accumulator &+ (Int32(value) &+ p.inputOffset) &* Int32(weight)
                }
              }
            }
            let pair = QuantizedMultiplier(multiplier: pairs[2 &* channel], shift: pairs[2 &* channel &+ 1])
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
