/// FULLY_CONNECTED in Swift.
extension SwiftKernel {
  static let fullyConnected = SwiftKernel(
    name: "fully_connected",
    source: #"""
      /// Weights: output channel, input element.
      struct FullyConnected {
        let batches, depth, channels: Int
        /// Minus the zero points.
        let inputOffset, weightOffset: Int32
        let outputZeroPoint, minimum, maximum: Int32
        /// 1 where each channel has a multiplier and a shift of its own, 0 where all share one.
        let multiplierStep: Int
        let weights: UnsafePointer<Int8>
        let bias: UnsafePointer<Int32>?
        let multipliers: UnsafePointer<Int32>
        let shifts: UnsafePointer<Int8>

        func run(_ input: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>) {
          for batch in 0..<batches {
            for channel in 0..<channels {
              let bias = unsafe bias?[channel] ?? 0
              let sum = unsafe sum(input + batch &* depth, weights + channel &* depth, bias)
              let pair = channel &* multiplierStep
              let scaled = unsafe requantise(sum, multipliers[pair], Int32(shifts[pair]))
              unsafe output[batch &* channels &+ channel] = clamp(scaled &+ outputZeroPoint, minimum, maximum)
            }
          }
        }

        /// Bias and products of one output.
        @inline(__always)
        private func sum(_ line: UnsafePointer<Int8>, _ taps: UnsafePointer<Int8>, _ bias: Int32) -> Int32 {
          var sum = bias
          for i in 0..<depth {
            sum = unsafe sum &+ (Int32(line[i]) &+ inputOffset) &* (Int32(taps[i]) &+ weightOffset)
          }
          return sum
        }
      }

      """#,
    channelSource: #"""

      extension FullyConnected: ProtectedKernel {
        func runChannel(
          _ c: ChannelParameters, _ channel: Int, _ input: UnsafePointer<Int8>,
          _ output: UnsafeMutablePointer<Int8>, stride: Int
        ) {
          for batch in 0..<batches {
            let sum = unsafe sum(input + batch &* depth, c.weights, c.bias)
            let scaled = requantise(sum, c.multiplier, c.shift)
            unsafe output[batch &* stride] = clamp(scaled &+ outputZeroPoint, minimum, maximum)
          }
        }
      }

      """#)
}
