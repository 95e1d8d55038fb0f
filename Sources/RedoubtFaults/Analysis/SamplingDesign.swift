/// How the trials of a campaign were chosen.
public enum SamplingDesign: Hashable, Codable, Sendable {
  /// Drawn from the whole population.
  case simple
  /// Drawn from the whole population until the interval was narrow enough.
  case sequential
  /// A given number from each group.
  case stratified(Grouping)
  /// Faults drawn from all, each with every input.
  case allInputs(count: Int)
  /// Every trial that exists.
  case exhaustive
}
