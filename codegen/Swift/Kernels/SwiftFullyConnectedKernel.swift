/// FULLY_CONNECTED in Swift.
extension SwiftKernel {
  static let fullyConnected = SwiftKernel(
    fileName: "FullyConnected.swift",
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
              let (line, taps) = unsafe (input + batch &* depth, weights + channel &* depth)
              var sum: Int32 = 0
              if let bias = unsafe bias { sum = unsafe bias[channel] }
              for i in 0..<depth {
                sum = unsafe sum &+ (Int32(line[i]) &+ inputOffset) &* (Int32(taps[i]) &+ weightOffset)
              }
              let pair = channel &* multiplierStep
              let scaled = unsafe requantise(sum, multipliers[pair], Int32(shifts[pair]))
              unsafe output[batch &* channels &+ channel] = clamp(scaled &+ outputZeroPoint, minimum, maximum)
            }
          }
        }
      }

      """#)
}
