import RedoubtFaults
import RedoubtModel

/// All that determines a study.
public struct StudyManifest: Codable, Equatable, Sendable {
  /// A set of records.
  public struct Inputs: Codable, Equatable, Sendable {
    /// SHA-256 of the network's input bytes of all records, followed by the labels.
    public let digest: String
    /// Records of the set.
    public let count: Int
    /// Whether each record has a class.
    public let hasLabels: Bool

    init(_ inputs: EncodedRecords) {
      var content: [UInt8] = []
      for record in inputs.records { content += record }
      for label in inputs.labels ?? [] {
        content += (0..<4).map { UInt8(truncatingIfNeeded: label >> (8 * $0)) }
      }
      digest = SHA256.hexadecimal(of: content)
      count = inputs.records.count
      hasLabels = inputs.labels != nil
    }
  }

  /// Version of the directory's format.
  public var format = 1
  /// SHA-256 of the model file.
  public let model: String
  /// Records that faults meet, and records that scores see.
  public let evaluation, ranking: Inputs
  /// Records that stand in both sets.
  public let sharedRecords: Int
  /// Board whose rates weigh the targets, and whether it keeps the three copies apart.
  public let board: String
  /// As `BankSeparation.isDistinct`.
  public let hasDistinctBanks: Bool
  /// As the study runs with them: fractions ascending and each once, `random` among the scores.
  public let options: StudyOptions

  /// Names what differs between two manifests.
  static func difference(_ a: StudyManifest, _ b: StudyManifest) -> String {
    let pairs: [(String, Bool)] = [
      ("the model", a.model == b.model), ("the data set", a.evaluation == b.evaluation),
      ("the ranking data set", a.ranking == b.ranking), ("the board", a.board == b.board),
      ("the list of scores", a.options.scores == b.options.scores),
      ("the list of fractions", a.options.fractions == b.options.fractions),
      ("the list of targets", a.options.targets == b.options.targets),
      ("the number of trials", a.options.count == b.options.count),
      ("the seed", a.options.seed == b.options.seed && a.options.rankingSeed == b.options.rankingSeed),
      ("the scheme", a.options.scheme == b.options.scheme), ("an option", a.options == b.options),
    ]
    return pairs.first { !$0.1 }?.0 ?? "the format"
  }
}
