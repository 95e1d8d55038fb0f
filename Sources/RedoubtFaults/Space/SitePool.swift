/// A set of sites that can be counted, enumerated and drawn from.
///
/// Permanent sites and register sites are drawn uniformly. Of the transient ones, the step is drawn in proportion to its
/// cycles; both kinds together are drawn in proportion to their number of sites.
public struct SitePool: Sendable {
  /// Sites of one segment: all, or those of one bit position.
  struct Part: Sendable {
    let segment: Int
    let bit: Int?
    let siteCount: Int
    /// Chance of one site of the part against one of another, 0 for a part that is drawn uniformly.
    let weight: UInt64
  }

  /// What its sites have in common: "layer 3", "bit 7"; "all" for a whole space.
  public let name: String
  private let parts: [Part]
  /// Sites before each part, uniform parts first; then the sum.
  private let sums: [Int]
  private let uniformParts: Int
  /// Weights of the transient parts before each of them, then the sum.
  private let weightSums: [UInt64]

  init(name: String, _ parts: [Part]) {
    self.name = name
    let ordered = parts.filter { $0.weight == 0 } + parts.filter { $0.weight > 0 }
    self.parts = ordered
    uniformParts = ordered.firstIndex { $0.weight > 0 } ?? ordered.count
    sums = ordered.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.siteCount) }
    weightSums = ordered[uniformParts...].reduce(into: [0]) {
      $0.append($0[$0.count - 1] + $1.weight * UInt64($1.siteCount))
    }
  }

  /// Number of sites, whatever their chances.
  public var siteCount: Int { sums[sums.count - 1] }

  /// Site `i` in the pool's order. O(log n).
  public func site(at i: Int, in space: FaultSpace) -> FaultSite {
    let part = Self.last(sums, atMost: i)
    return site(part, i - sums[part], space)
  }

  /// A site at random.
  public func draw(_ random: inout TrialRandom, in space: FaultSpace) -> FaultSite {
    let uniform = sums[uniformParts]
    let i = random.below(siteCount)
    if i < uniform { return site(at: i, in: space) }
    let ticket = random.below(weightSums[weightSums.count - 1])
    let part = Self.last(weightSums, atMost: ticket)
    let inPart = (ticket - weightSums[part]) / parts[uniformParts + part].weight
    return site(uniformParts + part, Int(inPart), space)
  }

  private func site(_ part: Int, _ i: Int, _ space: FaultSpace) -> FaultSite {
    let one = parts[part]
    if let bit = one.bit { return FaultSite(segment: one.segment, element: i, bit: bit) }
    let bits = space.segments[one.segment].bitsPerElement
    return FaultSite(segment: one.segment, element: i / bits, bit: i % bits)
  }

  /// The last index below the end whose sum is at most a value.
  private static func last<T: Comparable>(_ sums: [T], atMost value: T) -> Int {
    var (low, high) = (0, sums.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if sums[middle] <= value { low = middle } else { high = middle }
    }
    return low
  }

  /// The pool's share of another that holds it, by the chance of being drawn.
  func share(of whole: SitePool) -> Double {
    guard whole.siteCount > 0 else { return 0 }
    let uniform = Double(sums[uniformParts]) / Double(whole.siteCount)
    let weights = whole.weightSums[whole.weightSums.count - 1]
    guard weights > 0 else { return uniform }
    let transient = Double(whole.siteCount - whole.sums[whole.uniformParts]) / Double(whole.siteCount)
    return uniform + transient * Double(weightSums[weightSums.count - 1]) / Double(weights)
  }

  /// Whether sites differ in their chance.
  var isWeighted: Bool { Set(parts.map(\.weight)).count > 1 }
}
