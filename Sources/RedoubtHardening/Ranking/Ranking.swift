/// Units with their scores, as the ranking file has them.
public struct Ranking: Equatable, Sendable {
  /// A unit with its value; larger is more critical.
  public struct Entry: Equatable, Sendable {
    public let unit: UnitID
    /// In the score's own unit: values of different scores cannot be compared.
    public let value: Double
    /// 95 % interval of a measured value.
    public let interval: ClosedRange<Double>?
    /// For `injection`: what parameters, activations and registers contribute to the SDC rate of faults in such places,
    /// in this order; nil for other scores.
    public let parts: [Double]?

    /// - Parameters:
    ///   - interval: Nil for a value that was not measured.
    ///   - parts: In the order of `UnitPart`; nil for any score but `injection`.
    public init(
      unit: UnitID, value: Double, interval: ClosedRange<Double>? = nil, parts: [Double]? = nil
    ) {
      self.unit = unit
      self.value = value
      self.interval = interval
      self.parts = parts
    }
  }

  /// What the values measure.
  public let score: ScoreName
  /// SHA-256 of the model file, hexadecimal.
  public let modelDigest: String
  /// Most critical first; equal values in the order of the units.
  public let entries: [Entry]
  /// How the ranking was made, for its reader; no command takes anything from it.
  public var provenance: Provenance?

  /// What went into a ranking; nil for what its score does not use.
  public struct Provenance: Codable, Equatable, Sendable {
    /// Whether each class has its own ranking, combined by the largest share of a class's total.
    public var perClass: Bool?
    /// Number of records that the score saw.
    public var records: Int?
    /// What gradients are of.
    public var loss: String?
    /// For `random` and `injection`.
    public var seed: UInt64?
    /// Trials of each part of a unit.
    public var trialsPerPart: Int?
    /// One per share of `RankStability.fractions`; nil where the data have no halves.
    public var stability: [RankStability]?

    /// Leaves `trialsPerPart` and `stability` nil.
    public init(perClass: Bool? = nil, records: Int? = nil, loss: String? = nil, seed: UInt64? = nil) {
      self.perClass = perClass
      self.records = records
      self.loss = loss
      self.seed = seed
    }
  }

  /// Sorts the entries, which may come in any order.
  public init(score: ScoreName, modelDigest: String, entries: [Entry], provenance: Provenance? = nil) {
    self.score = score
    self.modelDigest = modelDigest
    self.entries = entries.sorted { ($1.value, $0.unit) < ($0.value, $1.unit) }
    self.provenance = provenance
  }

  /// Ranks the units of a network.
  ///
  /// - Throws: As `CriticalityScore.values`; `RankingError.notANumber` for a value that is no number.
  public init(
    _ score: any CriticalityScore, of network: RankedNetwork,
    progress: (_ done: Int, _ count: Int) throws -> Void = { _, _ in }
  ) throws {
    let values = try score.values(of: network, progress: progress)
    var entries: [Entry] = []
    for (i, unit) in network.units.all.enumerated() {
      guard let value = values.values[i] else { continue }
      guard value.isFinite else { throw RankingError.notANumber(unit.id) }
      let interval = values.intervals.indices.contains(i) ? values.intervals[i] : nil
      let parts = values.parts.indices.contains(i) ? values.parts[i] : nil
      entries.append(Entry(unit: unit.id, value: value, interval: interval, parts: parts))
    }
    var provenance = score.provenance
    provenance.stability = values.halves.map { RankStability.all(network.units, $0.first, $0.second) }
    self.init(
      score: score.name, modelDigest: network.digest, entries: entries, provenance: provenance)
  }
}
