/// The likeliest rates of strata whose weighted sum is given, by Lagrange's multiplier.
struct LikelihoodUnderRate {
  struct Part {
    let weight, trials, events: Double
  }

  var parts: [Part]

  /// The weighted rate that belongs to a multiplier, and the variance of the estimate there. The rate falls as the
  /// multiplier grows; 0 gives the estimate itself.
  ///
  /// For each stratum k/q − (n − k)/(1 − q) = multiplier·W, a quadratic equation with one root in 0 … 1.
  func at(multiplier: Double) -> (rate: Double, variance: Double) {
    var (rate, variance) = (0.0, 0.0)
    for one in parts {
      let a = multiplier * one.weight
      let b = one.trials + a
      let d = max(0, b * b - 4 * a * one.events).squareRoot()
      // Two forms of one root: each loses no digits where it is used.
      let q = b > 0 ? 2 * one.events / (b + d) : (b - d) / (2 * a)
      rate += one.weight * q
      variance += one.weight * one.weight * q * (1 - q) / one.trials
    }
    return (rate, variance)
  }

  /// The rate where the test begins to reject.
  ///
  /// - Parameter side: 1 for the lower bound, −1 for the upper.
  func bound(side: Double, point: Double) -> Double {
    let estimate = at(multiplier: 0).rate
    func rejects(_ multiplier: Double) -> Bool {
      let (rate, variance) = at(multiplier: multiplier)
      let distance = estimate - rate
      return distance * distance > point * point * variance
    }
    var inside = 0.0
    var outside = side * parts.reduce(0) { $0 + $1.trials }
    while !rejects(outside), abs(outside) < 1e200 { (inside, outside) = (outside, outside * 2) }
    for _ in 0..<100 {
      let middle = (inside + outside) / 2
      if middle == inside || middle == outside { break }
      if rejects(middle) { outside = middle } else { inside = middle }
    }
    return at(multiplier: outside).rate
  }
}
