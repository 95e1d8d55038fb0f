/// One part of a population that was sampled apart.
public struct Stratum: Hashable, Sendable {
  /// As a reader knows it: "layer 3, bit 7".
  public let name: String
  /// Trials that exist in it (sites × inputs).
  public let population: Int
  /// Trials made, drawn uniformly with replacement unless `isExhaustive`.
  public let trials: Int
  /// Those of them that had the event.
  public let events: Int
  /// True where every trial of the stratum was made once.
  public let isExhaustive: Bool

  public init(name: String, population: Int, trials: Int, events: Int, isExhaustive: Bool = false) {
    precondition(population >= 0 && trials >= 0 && (0...trials).contains(events), "events among trials")
    self.name = name
    self.population = population
    self.trials = trials
    self.events = events
    self.isExhaustive = isExhaustive
  }
}
