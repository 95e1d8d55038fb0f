/// What is struck.
public enum FaultTarget: String, CaseIterable, Codable, Sendable {
  /// int8 weights.
  case weights
  /// int32 biases.
  case biases
  /// Scales and zero points in the file; multipliers and shifts that an operator has derived, while it runs.
  case quantisation
  /// Every FlatBuffer byte outside buffer contents, before and after initialisation; the interpreter's state in RAM.
  case metadata
  /// Buffer contents that are neither weights nor biases: shapes, axes, constant operands.
  case constants
  /// The tensor area of the arena.
  case activations
  /// Virtual registers of the reference kernels.
  case registers
  /// Second and third copies of hardened units.
  case replicas
  /// Voted words and counters.
  case voters
}
