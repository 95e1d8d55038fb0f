/// DEPTHWISE_CONV_2D in Swift.
extension SwiftKernel {
  static let depthwiseConv2D = SwiftKernel(
    name: "depthwise_conv_2d",
    source: """
      /// Weights: filter row, filter column, output channel.
      struct DepthwiseConv2D {
      \(SwiftConvolution.fields("filterHeight, filterWidth"))

      """ + #"""
          func run(_ input: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>) {
            var place = 0
            for batch in 0..<batches {
              for y in 0..<outputHeight {
                for x in 0..<outputWidth {
                  for channel in 0..<outputChannels {
                    let bias = unsafe bias?[channel] ?? 0
                    let sum = unsafe sum(input, batch, y, x, channel, weights + channel, outputChannels, bias)
                    let scaled = unsafe requantise(sum, multipliers[channel], Int32(shifts[channel]))
                    unsafe output[place] = clamp(scaled &+ outputZeroPoint, minimum, maximum)
                    place &+= 1
                  }
                }
              }
            }
          }

          /// Bias and products of one output of a channel with these weights, every `step`-th; padding adds nothing.
          @inline(__always)
          private func sum(
            _ input: UnsafePointer<Int8>, _ batch: Int, _ y: Int, _ x: Int, _ channel: Int,
            _ weights: UnsafePointer<Int8>, _ step: Int, _ bias: Int32
          ) -> Int32 {
            let plane = channel / (outputChannels / inputChannels)
            var sum = bias
            for fy in 0..<filterHeight {
              let row = y &* strideHeight &- padTop &+ fy &* dilationHeight
              guard row >= 0, row < inputHeight else { continue }
              for fx in 0..<filterWidth {
                let column = x &* strideWidth &- padLeft &+ fx &* dilationWidth
                guard column >= 0, column < inputWidth else { continue }
                let cell = ((batch &* inputHeight &+ row) &* inputWidth &+ column) &* inputChannels &+ plane
                let weight = unsafe Int32(weights[(fy &* filterWidth &+ fx) &* step])
                sum = unsafe sum &+ (Int32(input[cell]) &+ inputOffset) &* weight
              }
            }
            return sum
          }
        }

        """#,
    channelSource: SwiftConvolution.channelSource(
      "DepthwiseConv2D", sum: "sum(input, batch, y, x, channel, c.weights, c.step, c.bias)"))
}
