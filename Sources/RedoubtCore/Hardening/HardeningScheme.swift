/// How a unit is protected. The raw value is the one in the file.
public enum HardeningScheme: UInt8, Sendable {
  /// Three copies of weights, bias and requantisation pair, voted when they are used.
  case tmrWeights = 1
  /// The unit's activations stored three times, voted when they are read.
  case tmrActivations = 2
  /// The unit computed three times, its results stored three times and voted.
  case tmrCompute = 3

  /// Whether the banks hold a row of the unit's parameters.
  public var replicatesParameters: Bool { self == .tmrWeights }
  /// Whether the activation banks hold the unit's plane.
  public var replicatesActivations: Bool { self != .tmrWeights }
}
