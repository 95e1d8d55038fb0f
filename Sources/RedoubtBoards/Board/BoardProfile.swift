/// A board as data: its core, its memories, and which of them holds what.
public struct BoardProfile: Hashable, Codable, Sendable {
  /// As `--board` takes it: small letters, digits, hyphens.
  public let name: String
  /// What a reader knows it by.
  public let title: String
  public let core: CoreClass
  public let clockMHz: Double
  /// Where core and clock come from.
  public let source: String
  public let regions: [BoardRegion]
  public let placement: BoardPlacement

  /// The region with a name; nil for one that the board has not.
  public func region(named name: String) -> BoardRegion? { regions.first { $0.name == name } }

  /// True where weights and both replicas lie in three distinct regions, so that no single event reaches two copies.
  public var separatesReplicas: Bool { Set([placement.weights] + placement.replicas).count == 3 }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, title, core, clockMHz, source, regions, placement
  }
}
