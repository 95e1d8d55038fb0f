import RedoubtCore
import RedoubtHost
import RedoubtModel

/// A score that is a mean over records: `activation` or `taylor`.
///
/// Records are taken in groups of fixed size, whose sums are added up in order: results do not depend on the number of
/// threads. Records with an even and with an odd index are the two halves that show how stable a ranking is.
public struct DatasetScore: CriticalityScore {
  /// Scores that need records.
  public enum Kind: Sendable {
    case activation
    case taylor
  }

  /// What is averaged over the records.
  public let kind: Kind
  private let records: RankingRecords
  /// Whether each class has its own ranking, combined by the largest share (`ClassMeans.largestShare`).
  private let isPerClass: Bool
  private let threads: Int?

  public var name: ScoreName {
    switch kind {
    case .activation: .activation
    case .taylor: .taylor
    }
  }

  /// With labels the loss of `taylor` is the cross-entropy, without them the winning logit; `activation` has none.
  public var provenance: Ranking.Provenance {
    let loss = records.labels == nil ? "winning logit" : "cross-entropy"
    return Ranking.Provenance(
      perClass: isPerClass, records: records.records.count, loss: kind == .taylor ? loss : nil)
  }

  /// - Parameter threads: At most this many; nil for one per processor.
  public init(_ kind: Kind, _ records: RankingRecords, isPerClass: Bool = false, threads: Int? = nil) {
    self.kind = kind
    self.records = records
    self.isPerClass = isPerClass
    self.threads = threads
  }

  /// Records of a group: a worker loads the model anew for each.
  private static let groupRecords = 32
  /// Groups between two reports of progress.
  private static let waveGroups = 16

  /// As the protocol says; `progress` counts records. Halves are nil for fewer than two records.
  ///
  /// - Throws: `GraphError` where the network has no output, for `taylor` also for an operation without a derivative.
  public func values(
    of network: RankedNetwork, progress: (_ done: Int, _ count: Int) throws -> Void
  ) throws -> UnitValues {
    let score = try recordScore(network)
    let count = records.records.count
    let groups = (count + Self.groupRecords - 1) / Self.groupRecords
    var halves = [ClassMeans(), ClassMeans()]
    for wave in stride(from: 0, to: groups, by: Self.waveGroups) {
      try progress(wave * Self.groupRecords, count)
      let results = try concurrentMap(min(Self.waveGroups, groups - wave), threads: threads) { i in
        try group(wave + i, network, score)
      }
      for result in results { for half in 0..<2 { halves[half].add(result[half]) } }
    }
    var all = halves[0]
    all.add(halves[1])
    let units = network.units.all.count
    func combined(_ means: ClassMeans) -> [Double] {
      isPerClass ? means.largestShare(units: units) : means.overall(units: units)
    }
    return UnitValues(
      values: combined(all), halves: count < 2 ? nil : (combined(halves[0]), combined(halves[1])))
  }

  private func recordScore(_ network: RankedNetwork) throws -> any RecordScore {
    guard let output = try HostInterpreter(network.file).outputs().first else {
      throw GraphError("The network has no output.")
    }
    switch kind {
    case .activation: return ActivationScore(network, output: output.index)
    case .taylor: return try TaylorScore(network, output: output.index)
    }
  }

  /// Sums of a group's records, those with even and those with odd index apart.
  private func group(
    _ group: Int, _ network: RankedNetwork, _ score: any RecordScore
  ) throws -> [ClassMeans] {
    let pass = try ForwardPass(network.file)
    var halves = [ClassMeans(), ClassMeans()]
    let first = group * Self.groupRecords
    for i in first..<min(first + Self.groupRecords, records.records.count) {
      let label = records.labels?[i]
      let (values, decision) = try score.values(pass, records.records[i], label: label)
      halves[i % 2].add(values, to: label ?? decision)
    }
    return halves
  }
}
