import ModelFixtures

/// Draws numbers of events among trials, by the inverse of the distribution that is summed up once.
struct BinomialDraw {
  private var cumulative: [Double] = []

  init(trials: Int, rate: Double) {
    // Products of ratios, scaled by their sum: no factorials.
    var weights = [1.0]
    var largest = 1.0
    for k in 0..<trials {
      var next = weights[k] * Double(trials - k) / Double(k + 1) * rate / (1 - rate)
      if next > 1e250 {
        for i in weights.indices { weights[i] *= 1e-250 }
        next *= 1e-250
      }
      weights.append(next)
      largest = max(largest, next)
      if next < largest * 1e-20, Double(k) > Double(trials) * rate { break }
    }
    let sum = weights.reduce(0, +)
    var total = 0.0
    for weight in weights {
      total += weight / sum
      cumulative.append(total)
    }
  }

  func draw(_ generator: inout SeededGenerator) -> Int {
    let level = Double.random(in: 0..<1, using: &generator)
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > level { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
