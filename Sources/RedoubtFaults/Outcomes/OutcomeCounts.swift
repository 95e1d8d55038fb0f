/// How many trials ended in each outcome.
public struct OutcomeCounts: Hashable, Codable, Sendable {
  private var counts: [Int]

  /// No trials yet: 0 for every outcome.
  public init() { counts = Array(repeating: 0, count: Outcome.allCases.count) }

  /// Trials that ended in an outcome.
  public subscript(_ outcome: Outcome) -> Int {
    get { counts[Int(outcome.code)] }
    set { counts[Int(outcome.code)] = newValue }
  }

  /// All trials.
  public var injections: Int { counts.reduce(0, +) }
  /// Trials whose decision changed unnoticed: critical, beneficial and neutral.
  public var silentCorruptions: Int {
    Outcome.allCases.filter(\.isSilentCorruption).reduce(0) { $0 + self[$1] }
  }

  /// Counts an outcome.
  public mutating func add(_ outcome: Outcome, times: Int = 1) { self[outcome] += times }

  /// Counts of two sets of trials together.
  public static func + (left: OutcomeCounts, right: OutcomeCounts) -> OutcomeCounts {
    var sum = left
    for i in sum.counts.indices { sum.counts[i] += right.counts[i] }
    return sum
  }
}
