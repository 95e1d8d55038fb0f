import RedoubtBoards
import RedoubtFaults
import RedoubtFootprint
import RedoubtHardening
import RedoubtModel

/// What a report shows. Parts that are missing are left out of the page.
public struct EvidenceReport: Sendable {
  /// A network as it is deployed.
  public struct Network: Sendable {
    /// Usually the file's name.
    public let name: String
    /// SHA-256 of the file, hexadecimal.
    public let digest: String
    /// Operators, costs, and the plan of the arena.
    public let summary: ModelSummary
    /// Who owns which bytes.
    public let map: MemoryMap
    /// What can be protected.
    public let units: NetworkUnits
    /// Whether the file carries copies of its units.
    public let isHardened: Bool
    /// The interpreter with the network on each board.
    public let boards: [BoardFit]
    /// What the file says of its making; nil where it says nothing.
    public let origin: Provenance?

    public init(
      name: String, digest: String, summary: ModelSummary, map: MemoryMap, units: NetworkUnits,
      isHardened: Bool, boards: [BoardFit] = [], origin: Provenance? = nil
    ) {
      self.name = name
      self.digest = digest
      self.summary = summary
      self.map = map
      self.units = units
      self.isHardened = isHardened
      self.boards = boards
      self.origin = origin
    }
  }

  /// Failure rates, and what of: "plain on generic".
  public struct Mission: Sendable {
    /// What the rates are of.
    public let name: String
    /// Failures in 10⁹ hours, with what they rest on.
    public let estimate: MissionEstimate

    public init(name: String, estimate: MissionEstimate) {
      self.name = name
      self.estimate = estimate
    }
  }

  /// A finished study.
  public struct Study: Sendable {
    /// Usually the folder's name.
    public let name: String
    /// What the study came to, with its manifest.
    public let result: StudyResult

    public init(name: String, result: StudyResult) {
      self.name = name
      self.result = result
    }
  }

  /// What protection is compared with comes first.
  public var networks: [Network] = []
  /// Of networks without protection.
  public var rankings: [Ranking] = []
  /// Those on networks without protection first.
  public var campaigns: [CampaignReport] = []
  /// What a plain and a hardened campaign say together.
  public var comparison: EvidenceComparison?
  /// In the order of the page.
  public var studies: [Study] = []
  /// Networks as firmware.
  public var firmware: [FirmwareRecord] = []
  /// In the order of the campaigns.
  public var missions: [Mission] = []
  /// The tool with its version: "redoubt 0.1.0".
  public var tool = ""

  /// A report without parts.
  public init() {}

  /// The network with a digest.
  public func network(digest: String) -> Network? { networks.first { $0.digest == digest } }
}
