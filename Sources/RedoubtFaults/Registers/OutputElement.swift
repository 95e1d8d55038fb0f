import RedoubtCore
import RedoubtHost

/// Computes single output elements of CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED, as the reference kernel does, on any
/// datapath.
struct OutputElement {
  /// The three kernels as one window: FULLY_CONNECTED is a window of one cell.
  private let rows, columns: WindowAxis?
  private let inputDepth: Int
  private let nest: LoopNest
  private let isDepthwise: Bool
  private let channelsPerGroup: Int
  private let inputOffset, weightOffset, outputZeroPoint: Int32
  private let range: ActivationRange
  private let usesSingleRounding: Bool
  /// Multiplier and shift of each channel.
  let pairs: [QuantizedMultiplier]
  /// Where the tensors begin: input and output in the arena, weights and biases in the file.
  let input, output, weights: Int
  private let bias: Int?
  private let inputCount, weightCount: Int

  /// - Returns: Nil for other operators, and where an operand is not where it usually is.
  init?(_ node: Node, _ interpreter: HostInterpreter) throws(ModelError) {
    guard let nest = try LoopNest(node) else { return nil }
    self.nest = nest
    let tensors: (input: Tensor, weights: Tensor, output: Tensor, bias: Tensor?)
    switch node.code {
    case FullyConnected<TFLM>.code:
      let p = try FullyConnectedParameters(node)
      tensors = (p.input, p.weights, p.output, p.bias)
      (rows, columns) = (nil, nil)
      (inputOffset, weightOffset, outputZeroPoint) = (p.inputOffset, p.weightOffset, p.outputZeroPoint)
      range = p.range
      isDepthwise = false
      channelsPerGroup = nest.channels
      inputDepth = p.weights.shape[1]
      usesSingleRounding = interpreter.rounding == .litert
      pairs = try Self.pairs(p.perChannel, p.perTensor, nest.channels)
    default:
      isDepthwise = node.code == DepthwiseConv2D.code
      let p = isDepthwise ? try DepthwiseConv2D.parameters(node) : try Conv2D.parameters(node)
      tensors = (p.input, p.weights, p.output, p.bias)
      (rows, columns) = (p.window.rows, p.window.columns)
      (inputOffset, weightOffset, outputZeroPoint) = (p.inputOffset, 0, p.outputZeroPoint)
      range = p.range
      inputDepth = p.input.shape[3]
      channelsPerGroup = isDepthwise ? nest.channels / inputDepth : nest.channels / (inputDepth / nest.depth)
      usesSingleRounding = false
      pairs = try Self.pairs(p.scales, nil, nest.channels)
    }
    guard let input = interpreter.plannedOffset(ofTensor: tensors.input.index),
      let output = interpreter.plannedOffset(ofTensor: tensors.output.index),
      let weights = tensors.weights.constantPosition,
      tensors.bias == nil || tensors.bias?.constantPosition != nil
    else { return nil }
    self.input = interpreter.tensorAreaStart + input
    self.output = interpreter.tensorAreaStart + output
    self.weights = weights
    bias = tensors.bias?.constantPosition
    inputCount = tensors.input.shape.count
    weightCount = tensors.weights.shape.count
  }

  private static func pairs(
    _ scales: ChannelScales?, _ single: QuantizedMultiplier?, _ channels: Int
  ) throws(ModelError) -> [QuantizedMultiplier] {
    var pairs: [QuantizedMultiplier] = []
    for channel in 0..<channels {
      if let scales { pairs.append(try scales.pair(channel)) } else if let single { pairs.append(single) }
    }
    return pairs
  }

  /// One output element from what memory holds now.
  ///
  /// - Parameter element: In the order of the output tensor.
  func value<D: Datapath>(_ element: Int, _ interpreter: HostInterpreter, _ datapath: inout D) -> Int8 {
    let channel = element % nest.channels
    let arena = UnsafeRawBufferPointer(interpreter.arena.bytes)
    let file = UnsafeRawBufferPointer(interpreter.model.bytes)
    let inputs = Span<Int8>(
      _unsafeStart: (arena.baseAddress! + input).assumingMemoryBound(to: Int8.self), count: inputCount)
    let taps = Span<Int8>(
      _unsafeStart: (file.baseAddress! + weights).assumingMemoryBound(to: Int8.self), count: weightCount)
    var accumulator: Int32 =
      bias.map { file.loadUnaligned(fromByteOffset: $0 + 4 * channel, as: Int32.self) } ?? 0
    func iterate(_ cell: Int, _ tap: Int, _ i: Int, cellStride: Int, tapStride: Int) {
      let index = datapath.index(i)
      let value = datapath.activation(inputs, cell &+ index &* cellStride)
      let weight = datapath.weight(taps, tap &+ index &* tapStride)
      accumulator = datapath.multiplyAdd(
        accumulator, activation: Int32(value) &+ inputOffset, weight: Int32(weight) &+ weightOffset)
    }
    if let rows, let columns {
      let cell = element / nest.channels
      let left = columns.origin(cell % columns.output)
      let top = rows.origin(cell / columns.output % rows.output)
      let batch = cell / columns.output / rows.output
      let columnTaps = columns.elements(from: left)
      let group = channel / channelsPerGroup
      for fy in rows.elements(from: top) {
        let row = (batch * rows.input + top + fy * rows.dilation) * columns.input
        if isDepthwise {
          for fx in columnTaps {
            iterate(
              (row + left) * inputDepth + group, fy * columns.filter * nest.channels + channel, fx,
              cellStride: columns.dilation * inputDepth, tapStride: nest.channels)
          }
        } else {
          for fx in columnTaps {
            let cell = (row + left + fx * columns.dilation) * inputDepth + group * nest.depth
            let tap = ((channel * rows.filter + fy) * columns.filter + fx) * nest.depth
            for i in 0..<nest.depth { iterate(cell, tap, i, cellStride: 1, tapStride: 1) }
          }
        }
      }
    } else {
      let batch = element / nest.channels
      for i in 0..<nest.depth {
        iterate(batch * nest.depth, channel * nest.depth, i, cellStride: 1, tapStride: 1)
      }
    }
    let pair = datapath.requantisation(pairs[channel])
    let scaled = usesSingleRounding ? pair.applySingleRounding(accumulator) : pair.apply(accumulator)
    return range.clamp(scaled &+ outputZeroPoint)
  }

  /// Output elements of one channel.
  func elements(ofChannel channel: Int) -> StrideTo<Int> {
    stride(from: channel, to: nest.elementCount, by: nest.channels)
  }

  var loopNest: LoopNest { nest }
}
