/// How the trials of a campaign were chosen.
public enum SamplingDesign: Hashable, Codable, Sendable {
  /// Drawn from the whole population.
  case simple
  /// A given number from each group.
  case stratified(Grouping)
  /// Every trial that exists.
  case exhaustive
}
