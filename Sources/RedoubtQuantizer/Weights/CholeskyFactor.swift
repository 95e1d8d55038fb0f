/// The upper triangular R with RᵀR = A, for a symmetric positive definite A.
struct CholeskyFactor: Sendable {
  let size: Int
  /// Row-major; zeros below the diagonal.
  let elements: [Double]

  /// - Parameter matrix: [size, size], row-major, positive definite.
  init(_ matrix: [Double], size: Int) {
    self.size = size
    var r = matrix
    r.withUnsafeMutableBufferPointer { r in
      for k in 0..<size {
        // Positive by assumption; rounding may say otherwise for a direction that hardly varies.
        let pivot = max(r[k * size + k], 1e-300).squareRoot()
        let inverse = 1 / pivot
        r[k * size + k] = pivot
        for j in (k + 1)..<max(size, k + 1) { r[k * size + j] *= inverse }
        for i in (k + 1)..<max(size, k + 1) {
          let factor = r[k * size + i]
          r[i * size + k] = 0
          guard factor != 0 else { continue }
          for j in i..<size { r[i * size + j] -= factor * r[k * size + j] }
        }
      }
    }
    elements = r
  }

  /// The solution of A x = b.
  func solve(_ b: [Double]) -> [Double] {
    var x = b
    // Rᵀ z = b, then R x = z.
    for k in 0..<size {
      x[k] /= elements[k * size + k]
      let value = x[k]
      for j in (k + 1)..<max(size, k + 1) { x[j] -= elements[k * size + j] * value }
    }
    for k in (0..<size).reversed() {
      var sum = x[k]
      for j in (k + 1)..<max(size, k + 1) { sum -= elements[k * size + j] * x[j] }
      x[k] = sum / elements[k * size + k]
    }
    return x
  }
}
