/// Exponentials that give the same bits on every machine, which the C library's do not.
///
/// Computed in double precision with basic arithmetic only; the relative error before rounding to float32 is
/// below 10^−13.
package enum Exponential {
  /// e^x; infinite above 709, 0 below −745.
  package static func exp(_ x: Double) -> Double {
    if x > 709 { return .infinity }
    if x < -745 { return 0 }
    if x.isNaN { return x }
    // x = n × ln 2 + r with |r| ≤ ½ ln 2; ln 2 in two parts, the first with few enough bits that n × it is exact.
    let n = (x * 1.442_695_040_888_963_4).rounded()
    let r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33
    // Taylor series to degree 13: the first term left out is below 10^−17.
    var sum = 1.0
    for k in stride(from: 13.0, through: 1, by: -1) { sum = 1 + sum * r / k }
    return sum * Double(sign: .plus, exponent: Int(n), significand: 1)
  }

  /// 1 ÷ (1 + e^−x).
  static func logistic(_ x: Float) -> Float { Float(1 / (1 + exp(-Double(x)))) }

  /// Hyperbolic tangent.
  static func tanh(_ x: Float) -> Float {
    let x = Double(x)
    // Near 0 the difference of two numbers close to 1 would lose digits; the series has two terms that matter.
    if abs(x) < 1e-4 { return Float(x - x * x * x / 3) }
    if abs(x) > 20 { return x < 0 ? -1 : 1 }
    let square = exp(2 * x)
    return Float((square - 1) / (square + 1))
  }
}
