/// What units can be ranked by.
public enum ScoreName: String, CaseIterable, Codable, Sendable {
  /// Mean |activation| of the unit's plane.
  case activation
  /// Mean |gradient × activation| of the unit's plane.
  case taylor
  /// Measured rate of silent corruption of faults in the unit.
  case injection
  /// Mean |weight|.
  case magnitude
  /// Drawn: the baseline.
  case random
}
