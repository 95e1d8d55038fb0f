import RedoubtModel

/// An int8 network and what is known about it.
public struct QuantizedNetwork: Sendable {
  public let model: Int8Model
  /// How it was made.
  public let chosen: String
  /// Against the float network, over all calibration records.
  public let fidelity: Fidelity
}
