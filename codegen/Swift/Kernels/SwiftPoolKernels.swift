/// AVERAGE_POOL_2D and MAX_POOL_2D in Swift.
extension SwiftKernel {
  /// - Parameters:
  ///   - start: Statement before a window.
  ///   - step: Statement for each cell `value` inside the input.
  ///   - result: Expression behind it.
  private static func pool(_ name: String, start: String, step: String, result: String) -> SwiftKernel {
    SwiftKernel(
      name: name,
      source: """
        struct \(typeName(name)) {
          let batches, inputHeight, inputWidth, outputHeight, outputWidth, channels: Int
          let filterHeight, filterWidth, strideHeight, strideWidth, padTop, padLeft: Int
          let minimum, maximum: Int32

          func run(_ input: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>) {
            var place = 0
            for batch in 0..<batches {
              for y in 0..<outputHeight {
                for x in 0..<outputWidth {
                  let (top, left) = (y &* strideHeight &- padTop, x &* strideWidth &- padLeft)
                  let rows = max(0, top)..<max(max(0, top), min(inputHeight, top &+ filterHeight))
                  let columns = max(0, left)..<max(max(0, left), min(inputWidth, left &+ filterWidth))
                  for channel in 0..<channels {
                    \(start)
                    for row in rows {
                      for column in columns {
                        let cell = (batch &* inputHeight &+ row) &* inputWidth &+ column
                        let value = unsafe Int32(input[cell &* channels &+ channel])
                        \(step)
                      }
                    }
                    unsafe output[place] = clamp(\(result), minimum, maximum)
                    place &+= 1
                  }
                }
              }
            }
          }
        }

        """)
  }

  static let averagePool2D = pool(
    "average_pool_2d", start: "var (sum, cells) = (0 as Int32, 0 as Int32)",
    step: "(sum, cells) = (sum &+ value, cells &+ 1)",
    // Rounded half away from zero. A window always meets the input.
    result: "(sum > 0 ? sum &+ cells / 2 : sum &- cells / 2) / max(1, cells)")

  static let maxPool2D = pool(
    "max_pool_2d", start: "var largest: Int32 = -128", step: "largest = max(largest, value)",
    result: "largest")
}
