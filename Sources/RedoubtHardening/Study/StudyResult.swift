import RedoubtFaults

/// What a study found. Holds nothing that depends on the machine or on the time.
public struct StudyResult: Codable, Equatable, Sendable {
  /// A target: how often its faults corrupt without protection, and how it weighs in FIT.
  public struct Target: Codable, Equatable, Sendable {
    public let target: FaultTarget
    /// Trials of the fault list, and those that end in silent corruption without protection.
    public let trials, sdc: Int
    /// `sdc` over `trials`, with Wilson's 95 % interval.
    public let rate: RateEstimate
    /// Upsets in 10⁹ hours that pass the memory's own code, and what they rest on.
    public let fit: Double
    /// Silent corruption in FIT without protection.
    public let sdcFit: Double
  }

  /// What a plan, or the mean of several, took away from one target.
  public struct TargetDrop: Codable, Equatable, Sendable {
    public let target: FaultTarget
    /// SDC among the trials that are left; a mean for several plans.
    public let residual: Double
    /// `residual` over the target's trials.
    public let residualRate: Double
    /// Share of the target's SDC that went away; nil where there was none.
    public let drop: RateEstimate?
  }

  /// The plans of one score, basis and fraction.
  public struct Row: Codable, Equatable, Sendable {
    public let score: ScoreName
    public let basis: StudyCell.Basis
    /// As `StudyCell.fraction`, 0 … 1.
    public let fraction: Double
    /// Plans that the row is a mean of: `StudyOptions.randomPlans` for `random`, else 1.
    public let plans: Int
    /// Protected units, a mean over the plans.
    public let units: Double
    /// Share of SDC that the score expected to go away.
    public let predictedDrop: Double
    /// Share that went away, with all targets counted alike, and weighted by FIT.
    public let drop, fitDrop: RateEstimate
    /// SDC rate that is left, targets counted alike.
    public let residualRate: Double
    /// Rate of SDC without protection minus rate with it: Tango's paired interval over all trials, and McNemar's exact p.
    /// For several plans those of the first.
    public let difference: RateEstimate
    /// Two-sided p value of McNemar's exact test behind `difference`; 1 where no trial changed.
    public let pValue: Double
    /// SDC in FIT that is left.
    public let residualFit: Double
    /// In the order of `StudyOptions.targets`.
    public let targets: [TargetDrop]
    /// Mean over the plans: bytes of the written file and of RAM more; target instructions more, and as a share of those without
    /// protection; multiply-accumulates more as a share.
    public let flashBytes, sramBytes, instructions, instructionOverhead, macOverhead: Double
    /// Share of inferences with wrong weights that are decided right; nil where this was left out.
    public let bitErrorAccuracy: RateEstimate?
    /// Trials that were run again on the hardened files. All ended as listed but `strayed` ones, in which a struck index
    /// read outside its tensor, where each file holds something else.
    public let checked, strayed: Int
  }

  /// A score against the mean of the random plans.
  public struct Comparison: Codable, Equatable, Sendable {
    /// Any score but `random`.
    public let score: ScoreName
    public let basis: StudyCell.Basis
    /// As `StudyCell.fraction`, 0 … 1.
    public let fraction: Double
    /// Residual SDC rate of random plans minus the score's, with a 95 % interval that holds for all scores of this basis
    /// and fraction together (Bonferroni); targets counted alike, and by FIT (FIT instead of a rate).
    public let advantage, fitAdvantage: RateEstimate
    /// Exact McNemar tests against every random plan, joined (twice their mean), and adjusted for the scores (Holm).
    public let pValue, adjustedPValue: Double
    /// Share of the unprotected SDC that the advantage is.
    public let advantageShare: Double
    /// Whether the interval lies above 0 and the adjusted p value below 0.05.
    public let isClear: Bool
    /// Residual of this score minus the least residual of any, paired; the interval includes 0 where the data do not tell
    /// them apart.
    public let behindBest: RateEstimate
    /// Whether the residual SDC rate is the least of this basis and fraction; the first score of equal ones.
    public let isBest: Bool
  }

  /// What was studied, and with which options.
  public let manifest: StudyManifest
  /// Units that may take part: with weights, and plane units where `StudyOptions.withPlanes` says so.
  public let unitsTotal: Int
  /// Instructions of an inference without protection, by the cost model.
  public let baseInstructions: Double
  /// Share of inferences decided right without a fault, and with wrong weights and no protection; nil without labels.
  public let accuracy: Double?
  /// In the order of `StudyOptions.targets`.
  public let targets: [Target]
  /// By basis, then by fraction, then by score in the order of `StudyOptions.scores`.
  public let rows: [Row]
  /// In the order of `rows`, without those of `random`.
  public let comparisons: [Comparison]
  /// What costs and FIT rest on.
  public let assumptions: [MissionEstimate.Assumption]
}
