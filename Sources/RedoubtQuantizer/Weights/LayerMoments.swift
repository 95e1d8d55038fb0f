/// First and second moments of what one group of a layer reads (x) and should give (y), over sampled positions.
struct LayerMoments: Sendable {
  /// Elements of x.
  let depth: Int
  /// Elements of y.
  let outputs: Int
  private(set) var samples = 0
  /// Σ x and Σ y.
  private(set) var sumX: [Double]
  private(set) var sumY: [Double]
  /// Σ x xᵀ; only i ≤ j is filled.
  private var products: [Double]
  /// Σ y xᵀ, [outputs, depth].
  private var mixed: [Double]

  /// Samples in a block: sums of so many products of int8 steps, at most 255² each, are exact in float32.
  static let blockSamples = 256

  init(depth: Int, outputs: Int) {
    (self.depth, self.outputs) = (depth, outputs)
    sumX = [Double](repeating: 0, count: depth)
    sumY = [Double](repeating: 0, count: outputs)
    products = [Double](repeating: 0, count: depth * depth)
    mixed = [Double](repeating: 0, count: outputs * depth)
  }

  /// Adds a block of samples.
  ///
  /// - Parameters:
  ///   - x: [count, depth], whole numbers −255 … 255.
  ///   - y: [count, outputs].
  ///   - count: At most `blockSamples`.
  mutating func add(x: UnsafePointer<Float>, y: UnsafePointer<Float>, count: Int) {
    samples += count
    for n in 0..<count {
      for k in 0..<depth { sumX[k] += Double(x[n * depth + k]) }
      for c in 0..<outputs { sumY[c] += Double(y[n * outputs + c]) }
    }
    products.withUnsafeMutableBufferPointer { products in
      guard let products = products.baseAddress else { return }
      Self.add(x, depth, x, depth, count, upper: true, to: products)
    }
    mixed.withUnsafeMutableBufferPointer { mixed in
      guard let mixed = mixed.baseAddress else { return }
      Self.add(y, outputs, x, depth, count, upper: false, to: mixed)
    }
  }

  /// target[i, j] += Σ a[n, i] × b[n, j].
  ///
  /// - Parameter upper: Leaves out j < i, but for some beside the diagonal.
  private static func add(
    _ a: UnsafePointer<Float>, _ aWidth: Int, _ b: UnsafePointer<Float>, _ bWidth: Int, _ count: Int,
    upper: Bool, to target: UnsafeMutablePointer<Double>
  ) {
    var i = 0
    while i < aWidth {
      let rows = min(4, aWidth - i)
      var j = upper ? i / 8 * 8 : 0
      while j < bWidth {
        let columns = min(8, bWidth - j)
        if rows == 4, columns == 8 {
          var (s0, s1, s2, s3) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
          for n in 0..<count {
            let v = UnsafeRawPointer(b + n * bWidth + j).loadUnaligned(as: SIMD8<Float>.self)
            let u = a + n * aWidth + i
            s0 += u[0] * v
            s1 += u[1] * v
            s2 += u[2] * v
            s3 += u[3] * v
          }
          for c in 0..<8 {
            target[i * bWidth + j + c] += Double(s0[c])
            target[(i + 1) * bWidth + j + c] += Double(s1[c])
            target[(i + 2) * bWidth + j + c] += Double(s2[c])
            target[(i + 3) * bWidth + j + c] += Double(s3[c])
          }
        } else {
          for r in 0..<rows {
            for c in 0..<columns {
              var sum: Float = 0
              for n in 0..<count { sum += a[n * aWidth + i + r] * b[n * bWidth + j + c] }
              target[(i + r) * bWidth + j + c] += Double(sum)
            }
          }
        }
        j += 8
      }
      i += 4
    }
  }

  /// Adds another part's samples.
  mutating func merge(_ other: LayerMoments) {
    samples += other.samples
    for i in sumX.indices { sumX[i] += other.sumX[i] }
    for i in sumY.indices { sumY[i] += other.sumY[i] }
    for i in products.indices { products[i] += other.products[i] }
    for i in mixed.indices { mixed[i] += other.mixed[i] }
  }

  /// Covariance of x, [depth, depth], both triangles.
  var covariance: [Double] {
    let n = Double(max(1, samples))
    var result = products
    for i in 0..<depth {
      for j in i..<depth {
        let value = products[i * depth + j] / n - sumX[i] / n * (sumX[j] / n)
        result[i * depth + j] = value
        result[j * depth + i] = value
      }
    }
    return result
  }

  /// Covariance of y's element `output` with x.
  func covariance(output: Int) -> [Double] {
    let n = Double(max(1, samples))
    return (0..<depth).map { mixed[output * depth + $0] / n - sumY[output] / n * (sumX[$0] / n) }
  }

  /// Means of x and of y.
  var meanX: [Double] { sumX.map { $0 / Double(max(1, samples)) } }
  var meanY: [Double] { sumY.map { $0 / Double(max(1, samples)) } }
}
