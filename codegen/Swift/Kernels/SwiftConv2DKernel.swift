/// CONV_2D in Swift.
extension SwiftKernel {
  static let conv2D = SwiftKernel(
    name: "conv_2d",
    source: """
      /// Weights: output channel, filter row, filter column, input channel of the group.
      struct Conv2D {
      \(SwiftConvolution.fields("filterHeight, filterWidth, filterChannels"))

      """ + #"""
          func run(_ input: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>) {
            let filter = filterHeight &* filterWidth &* filterChannels
            var place = 0
            for batch in 0..<batches {
              for y in 0..<outputHeight {
                for x in 0..<outputWidth {
                  for channel in 0..<outputChannels {
                    let bias = unsafe bias?[channel] ?? 0
                    let sum = unsafe sum(input, batch, y, x, channel, weights + channel &* filter, bias)
                    let scaled = unsafe requantise(sum, multipliers[channel], Int32(shifts[channel]))
                    unsafe output[place] = clamp(scaled &+ outputZeroPoint, minimum, maximum)
                    place &+= 1
                  }
                }
              }
            }
          }

          /// Bias and products of one output of a channel with these weights; padding adds nothing.
          @inline(__always)
          private func sum(
            _ input: UnsafePointer<Int8>, _ batch: Int, _ y: Int, _ x: Int, _ channel: Int,
            _ weights: UnsafePointer<Int8>, _ bias: Int32
          ) -> Int32 {
            let channelsPerGroup = outputChannels / (inputChannels / filterChannels)
            let firstChannel = channel / channelsPerGroup &* filterChannels
            var sum = bias
            for fy in 0..<filterHeight {
              let row = y &* strideHeight &- padTop &+ fy &* dilationHeight
              guard row >= 0, row < inputHeight else { continue }
              for fx in 0..<filterWidth {
                let column = x &* strideWidth &- padLeft &+ fx &* dilationWidth
                guard column >= 0, column < inputWidth else { continue }
                let cell = ((batch &* inputHeight &+ row) &* inputWidth &+ column) &* inputChannels &+ firstChannel
                let tap = (fy &* filterWidth &+ fx) &* filterChannels
                let (values, taps) = unsafe (input + cell, weights + tap)
                for i in 0..<filterChannels {
                  sum = unsafe sum &+ (Int32(values[i]) &+ inputOffset) &* Int32(taps[i])
                }
              }
            }
            return sum
          }
        }

        """#,
    channelSource: SwiftConvolution.channelSource(
      "Conv2D", sum: "sum(input, batch, y, x, channel, c.weights, c.bias)"))
}
