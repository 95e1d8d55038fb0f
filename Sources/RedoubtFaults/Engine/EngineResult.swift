import RedoubtCore

/// What a faulted inference ended in, before its answer is compared with labels.
public enum EngineResult: Equatable, Sendable {
  /// Every output byte equals the golden run.
  case unchanged
  /// All outputs in the model's order; at least one byte differs from the golden run.
  case output([UInt8])
  /// The interpreter refused to go on, and gave no answer.
  case stopped(ModelError)
  /// The schedule did not end within ten times the golden number of steps.
  case hang
}
