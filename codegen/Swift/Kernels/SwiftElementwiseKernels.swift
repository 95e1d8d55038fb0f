/// ADD, RESHAPE, RELU and RELU6 in Swift.
extension SwiftKernel {
  static let add = SwiftKernel(
    name: "add",
    source: #"""
      /// Operands of one shape. Multiplier and shift bring each operand to a common scale with 20 more bits, and
      /// their sum to that of the output.
      struct Add {
        let count: Int
        let firstOffset, secondOffset: Int32
        let firstMultiplier, firstShift, secondMultiplier, secondShift, outputMultiplier, outputShift: Int32
        let outputZeroPoint, minimum, maximum: Int32

        func run(
          _ first: UnsafePointer<Int8>, _ second: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>
        ) {
          for i in 0..<count {
            let a = unsafe requantise((Int32(first[i]) &+ firstOffset) &<< 20, firstMultiplier, firstShift)
            let b = unsafe requantise((Int32(second[i]) &+ secondOffset) &<< 20, secondMultiplier, secondShift)
            let sum = requantise(a &+ b, outputMultiplier, outputShift)
            unsafe output[i] = clamp(sum &+ outputZeroPoint, minimum, maximum)
          }
        }
      }

      """#)

  static let reshape = SwiftKernel(
    name: "reshape",
    source: #"""
      struct Reshape {
        let bytes: Int

        func run(_ input: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>) {
          for i in 0..<bytes { unsafe output[i] = unsafe input[i] }
        }
      }

      """#)

  static let relu = SwiftKernel(
    name: "relu",
    source: #"""
      struct Relu {
        let count: Int
        let inputOffset, multiplier, shift, outputZeroPoint, minimum, maximum: Int32

        func run(_ input: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>) {
          for i in 0..<count {
            let scaled = unsafe requantise(Int32(input[i]) &+ inputOffset, multiplier, shift)
            unsafe output[i] = clamp(scaled &+ outputZeroPoint, minimum, maximum)
          }
        }
      }

      """#)

  static let relu6 = SwiftKernel(
    name: "relu6",
    source: #"""
      struct Relu6 {
        let count: Int
        let minimum, maximum: Int32

        func run(_ input: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>) {
          for i in 0..<count { unsafe output[i] = unsafe clamp(Int32(input[i]), minimum, maximum) }
        }
      }

      """#)
}
