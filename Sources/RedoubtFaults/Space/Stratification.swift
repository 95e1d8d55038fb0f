/// Into which parts a campaign divides its sites.
public enum Stratification: String, CaseIterable, Codable, Sendable {
  /// By the operator that the struck bit belongs to.
  case layer
  /// By the position of the bit in its element.
  case bit
  case region
}
