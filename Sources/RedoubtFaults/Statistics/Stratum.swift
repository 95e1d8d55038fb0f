/// One part of a population that was sampled apart.
public struct Stratum: Hashable, Sendable {
  /// As a reader knows it: "layer 3, bit 7".
  public let name: String
  /// In proportion to its share of the population: trials that exist in it (sites × inputs), or, where sites have unequal
  /// chances, the chance of being drawn.
  public let weight: Double
  /// Trials made, drawn with replacement unless `isExhaustive`.
  public let trials: Int
  /// Those of them that had the event.
  public let events: Int
  /// True where every trial of the stratum was made once.
  public let isExhaustive: Bool

  /// - Parameters:
  ///   - weight: Not negative; only ratios between strata count.
  ///   - events: At most `trials`.
  public init(name: String, weight: Double, trials: Int, events: Int, isExhaustive: Bool = false) {
    precondition(weight >= 0 && trials >= 0 && (0...trials).contains(events), "events among trials")
    self.name = name
    self.weight = weight
    self.trials = trials
    self.events = events
    self.isExhaustive = isExhaustive
  }

  /// - Parameter population: Trials that exist in it (sites × inputs), all with one chance.
  public init(name: String, population: Int, trials: Int, events: Int, isExhaustive: Bool = false) {
    self.init(
      name: name, weight: Double(population), trials: trials, events: events, isExhaustive: isExhaustive)
  }
}
