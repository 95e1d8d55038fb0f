/// Choose at most one option of each item, such that values add up to the most and no cost exceeds its limit: the
/// multiple-choice knapsack problem with any number of limits.
public struct ChoiceProblem: Sendable {
  /// One way to treat an item: what it costs, and what it brings.
  public struct Option: Equatable, Sendable {
    /// At least 0.
    public var value: Double
    /// One per limit, each at least 0.
    public var costs: [Double]

    /// - Parameter costs: In the order of the problem's limits.
    public init(value: Double, costs: [Double]) {
      self.value = value
      self.costs = costs
    }
  }

  /// Options of each item; to choose none is always possible.
  public var items: [[Option]]
  /// At least 0 each.
  public var limits: [Double]

  /// - Parameter limits: As many as each option has costs; `ChoiceSolver` takes `largestLimitCount` at most.
  public init(items: [[Option]], limits: [Double]) {
    self.items = items
    self.limits = limits
  }

  /// What was found.
  public struct Solution: Equatable, Sendable {
    /// Chosen option of each item, nil for none.
    public var choices: [Int?]
    /// Sum of the values of the chosen options.
    public var value: Double
    /// No choice within the limits is worth more. Equal to `value` where the optimum is proven.
    public var upperBound: Double
  }
}
