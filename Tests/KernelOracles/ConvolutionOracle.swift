/// A convolution, depthwise convolution or matrix product as plain loops over every output, filter tap and channel.
public struct ConvolutionOracle: Sendable {
  /// Sizes along one axis.
  public struct Axis: Sendable {
    public var input, filter, stride, dilation, output, padding: Int

    /// SAME: ⌈input ÷ stride⌉ outputs, the smaller half of the padding in front. VALID: as many as fit.
    public init(input: Int, filter: Int, stride: Int, dilation: Int, isSame: Bool) {
      (self.input, self.filter, self.stride, self.dilation) = (input, filter, stride, dilation)
      let extent = (filter - 1) * dilation + 1
      if isSame {
        output = (input + stride - 1) / stride
        padding = max((output - 1) * stride + extent - input, 0) / 2
      } else {
        output = input < extent ? 0 : (input - extent) / stride + 1
        padding = 0
      }
    }
  }

  public enum Rounding: Sendable { case double, single }

  public var rows, columns: Axis
  public var batches, inputChannels, outputChannels: Int
  /// Input channels that one output channel reads: all, or a group of them. 0 for a depthwise convolution.
  public var filterChannels: Int
  public var isDepthwise = false
  public var inputZeroPoint: Int64 = 0
  public var weightZeroPoint: Int64 = 0
  public var outputZeroPoint: Int64 = 0
  public var minimum: Int64 = -128
  public var maximum: Int64 = 127
  public var rounding = Rounding.double

  public init(
    rows: Axis, columns: Axis, batches: Int, inputChannels: Int, outputChannels: Int, filterChannels: Int
  ) {
    (self.rows, self.columns, self.batches) = (rows, columns, batches)
    (self.inputChannels, self.outputChannels) = (inputChannels, outputChannels)
    self.filterChannels = filterChannels
  }

  /// One window position and filter: all elements that meet the input.
  public func accumulator(
    input: [Int8], weights: [Int8], bias: Int32, batch: Int, y: Int, x: Int, channel: Int
  ) -> Int32 {
    var sum = Int64(bias)
    for fy in 0..<rows.filter {
      for fx in 0..<columns.filter {
        let row = y * rows.stride - rows.padding + fy * rows.dilation
        let column = x * columns.stride - columns.padding + fx * columns.dilation
        guard row >= 0, row < rows.input, column >= 0, column < columns.input else { continue }
        let cell = ((batch * rows.input + row) * columns.input + column) * inputChannels
        if isDepthwise {
          let source = channel / (outputChannels / inputChannels)
          let weight = Int64(weights[(fy * columns.filter + fx) * outputChannels + channel])
          sum += (Int64(input[cell + source]) - inputZeroPoint) * (weight - weightZeroPoint)
        } else {
          let groups = inputChannels / filterChannels
          let first = channel / (outputChannels / groups) * filterChannels
          let tap = ((channel * rows.filter + fy) * columns.filter + fx) * filterChannels
          for i in 0..<filterChannels {
            let weight = Int64(weights[tap + i]) - weightZeroPoint
            sum += (Int64(input[cell + first + i]) - inputZeroPoint) * weight
          }
        }
      }
    }
    return Int32(truncatingIfNeeded: sum)
  }

  /// Scaling, zero point and clamp of one accumulator.
  public func requantized(_ accumulator: Int32, _ scaling: (multiplier: Int32, shift: Int32)) -> Int8 {
    let scaled =
      switch rounding {
      case .double: RequantizationOracle.doubleRounding(accumulator, scaling.multiplier, scaling.shift)
      case .single: RequantizationOracle.singleRounding(accumulator, scaling.multiplier, scaling.shift)
      }
    let value = Int64(Int32(truncatingIfNeeded: Int64(scaled) + outputZeroPoint))
    return Int8(truncatingIfNeeded: min(max(value, minimum), maximum))
  }

  /// - Parameters:
  ///   - input: [N, H, W, C].
  ///   - weights: [C', KH, KW, filterChannels], depthwise [1, KH, KW, C'].
  ///   - bias: [C'], or empty.
  ///   - scalings: One per output channel.
  /// - Returns: [N, OH, OW, C'].
  public func run(
    input: [Int8], weights: [Int8], bias: [Int32], scalings: [(multiplier: Int32, shift: Int32)]
  ) -> [Int8] {
    var output: [Int8] = []
    output.reserveCapacity(batches * rows.output * columns.output * outputChannels)
    for batch in 0..<batches {
      for y in 0..<rows.output {
        for x in 0..<columns.output {
          for channel in 0..<outputChannels {
            let sum = accumulator(
              input: input, weights: weights, bias: bias.isEmpty ? 0 : bias[channel], batch: batch, y: y,
              x: x,
              channel: channel)
            output.append(requantized(sum, scalings[channel]))
          }
        }
      }
    }
    return output
  }
}
