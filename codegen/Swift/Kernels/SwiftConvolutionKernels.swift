/// CONV_2D and DEPTHWISE_CONV_2D in Swift.
extension SwiftKernel {
  private static func fields(_ filter: String) -> String {
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

  static let conv2D = SwiftKernel(
    fileName: "Conv2D.swift",
    source: """
      /// Weights: output channel, filter row, filter column, input channel of the group.
      struct Conv2D {
      \(fields("filterHeight, filterWidth, filterChannels"))

      """ + #"""
          func run(_ input: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>) {
            let channelsPerGroup = outputChannels / (inputChannels / filterChannels)
            var place = 0
            for batch in 0..<batches {
              for y in 0..<outputHeight {
                for x in 0..<outputWidth {
                  for channel in 0..<outputChannels {
                    let sum = unsafe sum(input, batch, y, x, channel, channel / channelsPerGroup * filterChannels)
                    let scaled = unsafe requantise(sum, multipliers[channel], Int32(shifts[channel]))
                    unsafe output[place] = clamp(scaled &+ outputZeroPoint, minimum, maximum)
                    place &+= 1
                  }
                }
              }
            }
          }

          /// Bias and products of one output; padding adds nothing.
          @inline(__always)
          private func sum(
            _ input: UnsafePointer<Int8>, _ batch: Int, _ y: Int, _ x: Int, _ channel: Int, _ firstChannel: Int
          ) -> Int32 {
            var sum: Int32 = 0
            if let bias = unsafe bias { sum = unsafe bias[channel] }
            for fy in 0..<filterHeight {
              let row = y &* strideHeight &- padTop &+ fy &* dilationHeight
              guard row >= 0, row < inputHeight else { continue }
              for fx in 0..<filterWidth {
                let column = x &* strideWidth &- padLeft &+ fx &* dilationWidth
                guard column >= 0, column < inputWidth else { continue }
                let cell = ((batch &* inputHeight &+ row) &* inputWidth &+ column) &* inputChannels &+ firstChannel
                let tap = ((channel &* filterHeight &+ fy) &* filterWidth &+ fx) &* filterChannels
                let (values, taps) = unsafe (input + cell, weights + tap)
                for i in 0..<filterChannels {
                  sum = unsafe sum &+ (Int32(values[i]) &+ inputOffset) &* Int32(taps[i])
                }
              }
            }
            return sum
          }
        }

        """#)

  static let depthwiseConv2D = SwiftKernel(
    fileName: "DepthwiseConv2D.swift",
    source: """
      /// Weights: filter row, filter column, output channel.
      struct DepthwiseConv2D {
      \(fields("filterHeight, filterWidth"))

      """ + #"""
          func run(_ input: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>) {
            let depthMultiplier = outputChannels / inputChannels
            var place = 0
            for batch in 0..<batches {
              for y in 0..<outputHeight {
                for x in 0..<outputWidth {
                  for channel in 0..<outputChannels {
                    let sum = unsafe sum(input, batch, y, x, channel, channel / depthMultiplier)
                    let scaled = unsafe requantise(sum, multipliers[channel], Int32(shifts[channel]))
                    unsafe output[place] = clamp(scaled &+ outputZeroPoint, minimum, maximum)
                    place &+= 1
                  }
                }
              }
            }
          }

          /// Bias and products of one output; padding adds nothing.
          @inline(__always)
          private func sum(
            _ input: UnsafePointer<Int8>, _ batch: Int, _ y: Int, _ x: Int, _ channel: Int, _ plane: Int
          ) -> Int32 {
            var sum: Int32 = 0
            if let bias = unsafe bias { sum = unsafe bias[channel] }
            for fy in 0..<filterHeight {
              let row = y &* strideHeight &- padTop &+ fy &* dilationHeight
              guard row >= 0, row < inputHeight else { continue }
              for fx in 0..<filterWidth {
                let column = x &* strideWidth &- padLeft &+ fx &* dilationWidth
                guard column >= 0, column < inputWidth else { continue }
                let cell = ((batch &* inputHeight &+ row) &* inputWidth &+ column) &* inputChannels &+ plane
                let weight = unsafe Int32(weights[(fy &* filterWidth &+ fx) &* outputChannels &+ channel])
                sum = unsafe sum &+ (Int32(input[cell]) &+ inputOffset) &* weight
              }
            }
            return sum
          }
        }

        """#)
}
