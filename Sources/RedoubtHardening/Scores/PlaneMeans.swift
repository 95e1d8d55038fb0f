/// Means over the activation planes of all units.
struct PlaneMeans: Sendable {
  /// Positions in `NetworkUnits.all` of the units that write a tensor, by channel.
  private let units: [Int: [Int]]
  let zeros: [Double]

  init(_ all: NetworkUnits) {
    var units: [Int: [Int]] = [:]
    for (i, unit) in all.all.enumerated() { units[unit.plane.tensor, default: []].append(i) }
    self.units = units
    zeros = [Double](repeating: 0, count: all.all.count)
  }

  /// Adds the mean of each channel of a tensor to its unit.
  ///
  /// - Parameter element: Summand of element i, at least 0.
  @inline(__always)
  func add(_ tensor: Int, _ count: Int, to means: inout [Double], _ element: (Int) -> Float) {
    guard let channels = units[tensor], !channels.isEmpty, count > 0 else { return }
    let share = Double(channels.count) / Double(count)
    var sums = [Double](repeating: 0, count: channels.count)
    var channel = 0
    for i in 0..<count {
      sums[channel] += Double(element(i))
      channel += 1
      if channel == channels.count { channel = 0 }
    }
    for (unit, sum) in zip(channels, sums) { means[unit] += sum * share }
  }
}

extension [Float] {
  /// Lowest index among the maxima; 0 when empty.
  var indexOfMaximum: Int {
    var best = 0
    for i in indices where self[i] > self[best] { best = i }
    return best
  }
}
