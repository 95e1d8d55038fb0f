/// What an analysis needs of one trial.
public struct TrialRow: Hashable, Sendable {
  /// Operator of the schedule that owns the faulted bit; nil for what belongs to none.
  public var layer: Int?
  /// Bit of the element, 0 the least significant: up to 7 of an int8, up to 31 of a word or register; nil
  /// where many bits changed at once.
  public var bit: Int?
  /// Memory region of the board.
  public var region: String
  /// Target of the campaign: "weights", "activations", ….
  public var target: String
  /// Output channel of the operator; nil for what belongs to none.
  public var unit: Int?
  /// Class of the input; nil without labels.
  public var label: Int?
  /// How the trial ended.
  public var outcome: Outcome
  /// False where the trial is masked by construction: no live data in the byte at that step, or nobody reads it.
  public var simulated: Bool

  public init(
    layer: Int?, bit: Int?, region: String, target: String, unit: Int?, label: Int?, outcome: Outcome,
    simulated: Bool
  ) {
    self.layer = layer
    self.bit = bit
    self.region = region
    self.target = target
    self.unit = unit
    self.label = label
    self.outcome = outcome
    self.simulated = simulated
  }
}
