import Foundation
import RedoubtModel

/// Chooses the range of an activation from its histogram.
struct RangeSearch {
  /// Share of the values that percentile ranges leave out, at each end.
  static let percentileTail = 1e-4

  private let histogram: ActivationHistogram
  /// Sums over the bins before each: number of values, their sum and the sum of their squares.
  private let numbers, sums, squares: [Double]

  init(_ histogram: ActivationHistogram) {
    self.histogram = histogram
    var (number, sum, square) = (0.0, 0.0, 0.0)
    var (numbers, sums, squares) = ([0.0], [0.0], [0.0])
    for (i, count) in histogram.counts.enumerated() {
      let x = histogram.center(i)
      number += Double(count)
      sum += Double(count) * x
      square += Double(count) * x * x
      numbers.append(number)
      sums.append(sum)
      squares.append(square)
    }
    (self.numbers, self.sums, self.squares) = (numbers, sums, squares)
  }

  /// The range that a method chooses.
  func range(_ method: RangeMethod) -> ValueRange {
    guard !histogram.counts.isEmpty else { return full }
    switch method {
    case .minmax: return full
    case .percentile: return percentile
    case .mse: return leastSquares
    case .kl: return leastDivergence
    }
  }

  private var full: ValueRange { ValueRange(low: Double(histogram.minimum), high: Double(histogram.maximum)) }

  private var percentile: ValueRange {
    let tail = Self.percentileTail * Double(histogram.total)
    var result = full
    var left = 0.0
    for (i, count) in histogram.counts.enumerated() {
      left += Double(count)
      if left > tail {
        result.low = max(result.low, min(0, histogram.center(i) - histogram.binWidth / 2))
        break
      }
    }
    var right = 0.0
    for (i, count) in histogram.counts.enumerated().reversed() {
      right += Double(count)
      if right > tail {
        result.high = min(result.high, max(0, histogram.center(i) + histogram.binWidth / 2))
        break
      }
    }
    return result
  }

  // MARK: - Mean squared error

  /// Sum of squared errors over all values with this quantisation: clipping, and rounding noise of scale² ÷ 12.
  ///
  /// Zeros have no error.
  func squaredError(_ quantization: AffineQuantization) -> Double {
    guard !histogram.counts.isEmpty else { return 0 }
    let (low, high) = quantization.realRange
    let (first, end) = (bin(of: low), bin(of: high))
    let scale = Double(quantization.scale)
    func clipped(_ bins: Range<Int>, to limit: Double) -> Double {
      let (n, s, q) = (
        numbers[bins.upperBound] - numbers[bins.lowerBound], sums[bins.upperBound] - sums[bins.lowerBound],
        squares[bins.upperBound] - squares[bins.lowerBound]
      )
      return max(0, q - 2 * limit * s + limit * limit * n)
    }
    let inside = numbers[max(first, end)] - numbers[first]
    return clipped(0..<first, to: low) + clipped(max(first, end)..<histogram.counts.count, to: high)
      + inside * scale * scale / 12
  }

  /// The first bin whose middle is at least x.
  private func bin(of x: Double) -> Int {
    let i = (x / histogram.binWidth - 0.5).rounded(.up) + Double(histogram.counts.count / 2)
    return Int(max(0, min(Double(histogram.counts.count), i)))
  }

  /// Both ends move in turn over ever finer grids, from every shrinking of the full range by a common factor.
  private var leastSquares: ValueRange {
    var best = full
    var leastError = squaredError(best.quantization)
    func attempt(_ range: ValueRange) {
      let error = squaredError(range.quantization)
      if error < leastError { (best, leastError) = (range, error) }
    }
    let full = full
    for step in 1..<100 {
      let factor = 1 - Double(step) / 100
      attempt(ValueRange(low: full.low * factor, high: full.high * factor))
    }
    for _ in 0..<3 {
      for step in 1...100 { attempt(ValueRange(low: full.low * Double(step) / 100, high: best.high)) }
      for step in 1...100 { attempt(ValueRange(low: best.low, high: full.high * Double(step) / 100)) }
    }
    return best
  }

  // MARK: - Divergence

  /// The common shrinking of the full range that loses the least information.
  ///
  /// - Source: S. Migacz, "8-bit inference with TensorRT", GTC 2017.
  private var leastDivergence: ValueRange {
    let full = full
    var best = full
    var least = divergence(full)
    for step in 1...80 {
      let factor = 1 - Double(step) / 100
      let range = ValueRange(low: full.low * factor, high: full.high * factor)
      let divergence = divergence(range)
      if divergence < least { (best, least) = (range, divergence) }
    }
    return best
  }

  /// Kullback–Leibler divergence from the histogram, outliers moved to the ends of the range, to the one that is left
  /// when each int8 value spreads its share evenly over the bins that it stands for. In nats.
  func divergence(_ range: ValueRange) -> Double {
    let quantization = range.quantization
    let (low, high) = quantization.realRange
    let (first, end) = (bin(of: low), bin(of: high))
    let total = numbers[histogram.counts.count]
    guard first < end, total > 0 else { return .infinity }
    var reference = histogram.counts[first..<end].map(Double.init)
    reference[0] += numbers[first]
    reference[reference.count - 1] += total - numbers[end]
    // Masses per int8 value, without the outliers: these are what the quantised network really tells apart.
    var (mass, occupied) = ([Double](repeating: 0, count: 256), [Double](repeating: 0, count: 256))
    let levels = (first..<end).map { i in Int(quantization.quantize(Float(histogram.center(i)))) + 128 }
    for (i, level) in levels.enumerated() where reference[i] > 0 {
      mass[level] += Double(histogram.counts[first + i])
      occupied[level] += 1
    }
    let kept = mass.reduce(0, +)
    guard kept > 0 else { return .infinity }
    var sum = 0.0
    for (i, level) in levels.enumerated() where reference[i] > 0 {
      let p = reference[i] / total
      // A bin that holds outliers alone would make the divergence infinite; it gets the smallest mass there is.
      let q = max(mass[level] / occupied[level] / kept, 1e-9 / Double(levels.count))
      sum += p * log(p / q)
    }
    return sum
  }
}
