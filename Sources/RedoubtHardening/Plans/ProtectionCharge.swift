/// What units of a plan need in common: paid once, as soon as one of them is protected.
public enum ProtectionCharge: Hashable, Comparable, Sendable {
  /// Any protection: the code that votes, the table's header, counters, a look into the table at every step.
  case image
  /// Replicated parameters: two banks in flash.
  case parameterBanks
  /// Replicated activations: the inputs of every step are looked up in the table.
  case activationBanks
  /// The entry of a tensor.
  case tensor(Int)
  /// Rows of an operator: a vote at its step.
  case rows(Int)
  /// Two further passes of an operator over its input.
  case passes(Int)
  /// Planes of a tensor that are stored behind its step.
  case stores(Int)
  /// Planes of a tensor: a vote at each step that reads it.
  case votes(Int)
}
