import RedoubtModel

/// An int8 network and what is known about it.
public struct QuantizedNetwork: Sendable {
  /// What is to be written.
  public let model: Int8Model
  /// How it was made, and what that came to on held-out records.
  public let chosen: CandidateResult
  /// All that was measured, in order.
  public let candidates: [CandidateResult]
  /// Against the float network, over all calibration records.
  public let fidelity: Fidelity
}
