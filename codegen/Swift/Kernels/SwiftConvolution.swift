/// What CONV_2D and DEPTHWISE_CONV_2D in Swift share.
enum SwiftConvolution {
  /// Most of the parameters.
  ///
  /// - Parameter filter: Fields of the filter's shape.
  static func fields(_ filter: String) -> String {
    """
      let batches, inputHeight, inputWidth, inputChannels: Int
      let outputHeight, outputWidth, outputChannels: Int
      let \(filter): Int
      let strideHeight, strideWidth, dilationHeight, dilationWidth, padTop, padLeft: Int
      /// Minus the input's zero point.
      let inputOffset: Int32
      let outputZeroPoint, minimum, maximum: Int32
      let weights: UnsafePointer<Int8>
      let bias: UnsafePointer<Int32>?
      /// One of each per output channel.
      let multipliers: UnsafePointer<Int32>
      let shifts: UnsafePointer<Int8>
    """
  }

  /// A function that computes one channel from parameters that are given.
  ///
  /// - Parameter sum: Expression of one output's bias and products.
  static func channelSource(_ type: String, sum: String) -> String {
    """

    extension \(type): ProtectedKernel {
      func runChannel(
        _ c: ChannelParameters, _ channel: Int, _ input: UnsafePointer<Int8>,
        _ output: UnsafeMutablePointer<Int8>, stride: Int
      ) {
        var place = 0
        for batch in 0..<batches {
          for y in 0..<outputHeight {
            for x in 0..<outputWidth {
              let sum = unsafe \(sum)
              let scaled = requantise(sum, c.multiplier, c.shift)
              unsafe output[place] = clamp(scaled &+ outputZeroPoint, minimum, maximum)
              place &+= stride
            }
          }
        }
      }
    }

    """
  }
}
