/// A board as data: its core, its memories, and which of them holds what.
public struct BoardProfile: Hashable, Codable, Sendable {
  /// As `--board` takes it: small letters, digits, hyphens.
  public let name: String
  /// What a reader knows it by.
  public let title: String
  /// Decides which kernels run, and how many cycles an instruction takes.
  public let core: CoreClass
  /// Clock that latency is given for, in MHz.
  public let clockMHz: Double
  /// Where core and clock come from.
  public let source: String
  /// All memories, registers of the core included; names are unique.
  public let regions: [BoardRegion]
  /// Which of the regions hold what.
  public let placement: BoardPlacement

  /// The region with a name; nil for one that the board has not.
  public func region(named name: String) -> BoardRegion? { regions.first { $0.name == name } }

  /// True where weights and both replicas lie in three distinct regions, so that no single event reaches two copies.
  public var separatesReplicas: Bool { Set([placement.weights] + placement.replicas).count == 3 }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, title, core, clockMHz, source, regions, placement
  }
}
