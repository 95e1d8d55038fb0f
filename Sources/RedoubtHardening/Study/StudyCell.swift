/// One plan of a study: a score, what its plans have in common, how much of it, and for `random` which of the draws.
public struct StudyCell: Codable, Hashable, Sendable {
  /// What plans in one row of the comparison have in common.
  public enum Basis: String, CaseIterable, Codable, Sendable {
    /// The number of units.
    case units
    /// The cost: what `random` spends on the same fraction of the units, on average.
    case cost
  }

  public let score: ScoreName
  /// Whether `fraction` counts units or sets a budget.
  public let basis: Basis
  /// Share of the units that may take part, 0 … 1; with `cost`, the share whose mean cost in `random` is the budget.
  public let fraction: Double
  /// 0, or the draw of `random`.
  public let number: Int

  /// - Parameter number: From 0; always 0 but for `random`.
  public init(score: ScoreName, basis: Basis, fraction: Double, number: Int) {
    self.score = score
    self.basis = basis
    self.fraction = fraction
    self.number = number
  }

  /// For a reader: "taylor, 0.2 of the units".
  public var name: String {
    "\(score.rawValue)\(score == .random ? " \(number + 1)" : ""), "
      + (basis == .units ? "\(fraction) of the units" : "the cost of \(fraction) of the units")
  }
}

/// What a plan costs and what was measured with it, besides the fault list.
public struct StudyCellResult: Codable, Equatable, Sendable {
  /// The plan that was measured.
  public let cell: StudyCell
  /// Units that the plan protects.
  public let units: Int
  /// Share of the silent corruption that the score expects to go away.
  public let predicted: Double
  /// Growth of the file, and of RAM, as written.
  public let flashBytes, sramBytes: Int
  /// Added target instructions per inference, by the cost model.
  public let instructions: Double
  /// Multiply-accumulates that are done once more, over those of the network.
  public let macOverhead: Double
  /// Inferences with wrong weights, and those decided right (without labels: as without a fault).
  public let bitErrorTrials, bitErrorRight: Int
  /// Trials that were run again on the hardened file.
  public let checked: Int
  /// Those of them that ended otherwise because a struck index read outside its tensor.
  public let strayed: Int
}
