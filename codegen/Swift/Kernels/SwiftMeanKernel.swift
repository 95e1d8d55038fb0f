/// MEAN in Swift.
extension SwiftKernel {
  static let mean = SwiftKernel(
    name: "mean",
    source: #"""
      /// Means along `elements`, with `outer` rows outside and `inner` neighbours inside.
      struct Mean {
        let outer, elements, inner: Int
        /// The input's zero point, times elements.
        let offset: Int32
        /// From the sum to the output's scale: the count is divided into them.
        let multiplier, shift: Int32
        let outputZeroPoint: Int32

        func run(_ input: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>) {
          for row in 0..<outer {
            for i in 0..<inner {
              var sum: Int32 = 0
              for k in 0..<elements {
                sum = unsafe sum &+ Int32(input[(row &* elements &+ k) &* inner &+ i])
              }
              let scaled = requantise(sum &- offset, multiplier, shift)
              unsafe output[row &* inner &+ i] = clamp(scaled &+ outputZeroPoint, -128, 127)
            }
          }
        }
      }

      """#)
}
