/// Least squares of relative errors with coefficients that are not negative.
enum NonNegativeFit {
  /// Finds `c` with `rows[i] · c ≈ values[i]`.
  ///
  /// Coordinate descent: each coefficient in turn gets its best value, at least 0, until none moves. The problem is
  /// convex, so that this ends at its minimum.
  ///
  /// - Parameters:
  ///   - rows: Quantities of each sample.
  ///   - values: Measured.
  ///   - scales: What errors are relative to, above 0; nil for the values themselves.
  static func coefficients(
    _ rows: [[Double]], _ values: [Double], scales: [Double]? = nil
  ) -> [Double] {
    guard let width = rows.first?.count else { return [] }
    let scales = scales ?? values
    let scaled = zip(rows, scales).map { row, scale in row.map { $0 / scale } }
    var coefficients = [Double](repeating: 0, count: width)
    var residuals = zip(values, scales).map { $0 / $1 }
    for _ in 0..<20_000 {
      var change = 0.0
      for j in 0..<width {
        let (top, bottom) = zip(scaled, residuals).reduce((0.0, 0.0)) {
          ($0.0 + $1.0[j] * $1.1, $0.1 + $1.0[j] * $1.0[j])
        }
        guard bottom > 0 else { continue }
        let new = max(0, coefficients[j] + top / bottom)
        let step = new - coefficients[j]
        guard step != 0 else { continue }
        coefficients[j] = new
        for i in residuals.indices { residuals[i] -= step * scaled[i][j] }
        change = max(change, abs(step) * bottom.squareRoot())
      }
      if change < 1e-10 { break }
    }
    return coefficients
  }
}
