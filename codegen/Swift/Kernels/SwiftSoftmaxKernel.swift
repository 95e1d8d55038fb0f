/// SOFTMAX in Swift.
extension SwiftKernel {
  static let softmax = SwiftKernel(
    name: "softmax",
    source: #"""
      /// Qm.n is a number with m integer and n fractional bits; Q0.31 covers −1 ... 1.
      struct Softmax {
        let rows, depth: Int
        /// From input steps to the exponent in Q5.26; a lower difference from the row's maximum counts as e^−∞.
        let multiplier, shift, lowestDifference: Int32

        func run(_ input: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>) {
          for row in 0..<rows { unsafe normalize(input + row &* depth, output + row &* depth) }
        }

        private func normalize(_ row: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>) {
          var largest: Int32 = -128
          for i in 0..<depth { largest = unsafe max(largest, Int32(row[i])) }
          // The sum of the exponentials in Q12.19.
          var sum: Int32 = 0
          for i in 0..<depth {
            let difference = unsafe Int32(row[i]) &- largest
            guard difference >= lowestDifference else { continue }
            sum = sum &+ roundingRightShift(exponential(requantise(difference, multiplier, shift)), 12)
          }
          // sum = (1 + fraction) × 2^(12 − headroom).
          let headroom = Int32(truncatingIfNeeded: sum.leadingZeroBitCount)
          let scaled = headroom < 32 ? UInt32(bitPattern: sum) &<< UInt32(bitPattern: headroom) : 0
          let reciprocal = reciprocalOfOnePlus(Int32(bitPattern: scaled &- 0x8000_0000))
          for i in 0..<depth {
            let difference = unsafe Int32(row[i]) &- largest
            guard difference >= lowestDifference else {
              unsafe output[i] = -128
              continue
            }
            let quotient = highMultiply(reciprocal, exponential(requantise(difference, multiplier, shift)))
            unsafe output[i] = clamp(roundingRightShift(quotient, 35 &- headroom) &- 128, -128, 127)
          }
        }
      }

      private func saturatingLeftShift(_ value: Int32, _ count: Int32) -> Int32 {
        let threshold = (1 as Int32) &<< (31 &- count) &- 1
        if value > threshold { return .max }
        return value < 0 &- threshold ? .min : value &<< count
      }

      /// e^a for a in −1/4 ... 0, both Q0.31: the Taylor series around −1/8.
      private func exponentialOfFraction(_ a: Int32) -> Int32 {
        let center: Int32 = 1_895_147_668  // e^(−1/8)
        let third: Int32 = 715_827_883
        let x = a &+ 0x1000_0000
        let x2 = highMultiply(x, x)
        let x3 = highMultiply(x2, x)
        let x4 = highMultiply(x2, x2)
        let cubic = highMultiply(roundingRightShift(x4, 2) &+ x3, third)
        let rest = roundingRightShift(cubic &+ x2, 1)
        return center &+ highMultiply(center, x &+ rest)
      }

      /// e^(−2^i) for i = −2 ... 4.
      private let powers: [7 of Int32] = [
        1_672_461_947, 1_302_514_674, 790_015_084, 290_630_308, 39_332_535, 720_401, 242,
      ]

      /// e^a in Q0.31 for a ≤ 0 in Q5.26.
      private func exponential(_ a: Int32) -> Int32 {
        let quarter = (1 as Int32) &<< 24
        if a == 0 { return .max }
        let fraction = (a & (quarter &- 1)) &- quarter
        let remainder = fraction &- a
        var result = exponentialOfFraction(fraction &<< 5)
        for i in 0..<7 where remainder & quarter &<< Int32(truncatingIfNeeded: i) != 0 {
          result = highMultiply(result, powers[i])
        }
        return result
      }

      /// 1 ÷ (1 + a) for a in 0 ... 1, both Q0.31, by three Newton steps.
      private func reciprocalOfOnePlus(_ a: Int32) -> Int32 {
        let halfDenominator = Int32(bitPattern: (UInt32(bitPattern: a) &+ 0x8000_0000) &>> 1)
        var x = 1_515_870_810 &+ highMultiply(halfDenominator, -1_010_580_540)
        for _ in 0..<3 {
          let error = 0x2000_0000 &- highMultiply(halfDenominator, x)
          x = x &+ saturatingLeftShift(highMultiply(x, error), 2)
        }
        return saturatingLeftShift(x, 1)
      }

      """#)
}
