/// PAD in Swift.
extension SwiftKernel {
  static let pad = SwiftKernel(
    name: "pad",
    source: #"""
      /// Four dimensions; those that a tensor does not have are 1.
      struct Pad {
        let batches, height, width, channels: Int
        let outputBatches, outputHeight, outputWidth, outputChannels: Int
        /// Elements of the output in front of the input.
        let firstBatch, firstRow, firstColumn, firstChannel: Int
        /// What is around the input.
        let value: Int8

        func run(_ input: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>) {
          var (from, to) = (0, 0)
          for b in 0..<outputBatches {
            for y in 0..<outputHeight {
              for x in 0..<outputWidth {
                let isInside =
                  isInside(b, firstBatch, batches) && isInside(y, firstRow, height)
                  && isInside(x, firstColumn, width)
                for c in 0..<outputChannels {
                  unsafe output[to] = value
                  if isInside && self.isInside(c, firstChannel, channels) {
                    unsafe output[to] = unsafe input[from]
                    from &+= 1
                  }
                  to &+= 1
                }
              }
            }
          }
        }

        @inline(__always)
        private func isInside(_ place: Int, _ first: Int, _ count: Int) -> Bool {
          place >= first && place &- first < count
        }
      }

      """#)
}
