/// The estimate of a rate after the first trials of a campaign.
public struct ConvergencePoint: Hashable, Codable, Sendable {
  /// Trials from the first on.
  public let trials: Int
  /// Rate of silent corruption in them, with its interval.
  public let estimate: RateEstimate

  public init(trials: Int, estimate: RateEstimate) {
    self.trials = trials
    self.estimate = estimate
  }
}
