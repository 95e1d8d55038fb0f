/// How the values of an activation are spread: extremes, exact zeros, and equal bins over the rest.
///
/// Bin edges are multiples of a power of two, which grows until the largest magnitude fits. Halves of a larger bin
/// add up exactly, so the result depends neither on the order of the values nor on how they were divided.
struct ActivationHistogram: Equatable, Sendable {
  /// Bins; the first half is below 0.
  static let binCount = 8192
  private static let half = binCount / 2

  private(set) var minimum: Float = 0
  private(set) var maximum: Float = 0
  /// Values that are exactly 0. Every quantisation represents them, and after a ReLU they are many.
  private(set) var zeros = 0
  /// Values per bin, zeros left out; empty before the first value other than 0.
  private(set) var counts: [Int] = []
  /// Bins are 2^exponent wide.
  private var exponent = 0

  /// Width of a bin.
  var binWidth: Double { Double(sign: .plus, exponent: exponent, significand: 1) }

  /// Middle of bin `i`.
  func center(_ i: Int) -> Double { (Double(i - Self.half) + 0.5) * binWidth }

  /// Values seen.
  var total: Int { counts.reduce(zeros, +) }

  /// Adds values.
  ///
  /// - Returns: False, and nothing added, where one is not finite.
  mutating func add(_ elements: [Float]) -> Bool {
    var (low, high): (Float, Float) = (0, 0)
    var isFinite = true
    elements.withUnsafeBufferPointer { elements in
      for x in elements {
        low = min(low, x)
        high = max(high, x)
        // A NaN is lost in minimum and maximum, but not in x − x.
        if x - x != 0 { isFinite = false }
      }
    }
    guard isFinite else { return false }
    minimum = min(minimum, low)
    maximum = max(maximum, high)
    grow(toHold: max(-low, high))
    guard !counts.isEmpty else {
      zeros += elements.count
      return true
    }
    let perBin = Float(sign: .plus, exponent: -exponent, significand: 1)
    var zeros = 0
    counts.withUnsafeMutableBufferPointer { counts in
      elements.withUnsafeBufferPointer { elements in
        for x in elements {
          if x == 0 {
            zeros += 1
          } else {
            counts[Int((x * perBin).rounded(.down)) + Self.half] += 1
          }
        }
      }
    }
    self.zeros += zeros
    return true
  }

  /// Adds the values of another histogram.
  mutating func merge(_ other: ActivationHistogram) {
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    zeros += other.zeros
    guard !other.counts.isEmpty else { return }
    var other = other
    let magnitude = max(-minimum, maximum)
    grow(toHold: magnitude)
    other.grow(toHold: magnitude)
    for i in counts.indices { counts[i] += other.counts[i] }
  }

  /// Widens the bins until `magnitude` lies inside.
  private mutating func grow(toHold magnitude: Float) {
    guard magnitude > 0 else { return }
    // Smallest exponent with magnitude < half × 2^exponent; below −100 all is noise, and its inverse must exist.
    let needed = max(-100, Int(magnitude.exponent) + 1 - Self.half.trailingZeroBitCount)
    if counts.isEmpty {
      counts = [Int](repeating: 0, count: Self.binCount)
      exponent = needed
    }
    guard needed > exponent else { return }
    let shift = min(needed - exponent, Self.half.trailingZeroBitCount + 1)
    var wider = [Int](repeating: 0, count: Self.binCount)
    for (i, count) in counts.enumerated() where count > 0 {
      wider[((i - Self.half) >> shift) + Self.half] += count
    }
    counts = wider
    exponent = needed
  }
}
