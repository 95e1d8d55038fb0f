/// CONCATENATION in Swift: one call for each input.
extension SwiftKernel {
  static let concatenation = SwiftKernel(
    name: "concatenation",
    source: #"""
      /// One input's rows, each to its place in a row of the output; all in bytes.
      struct Concatenation {
        let rows, partBytes, rowBytes, place: Int

        func run(_ input: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>) {
          for row in 0..<rows {
            for i in 0..<partBytes {
              unsafe output[row &* rowBytes &+ place &+ i] = unsafe input[row &* partBytes &+ i]
            }
          }
        }
      }

      """#)
}
