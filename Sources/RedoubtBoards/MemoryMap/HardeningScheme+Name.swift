import RedoubtCore

extension HardeningScheme {
  private static let names: [(name: String, scheme: HardeningScheme)] = [
    ("tmr-weights", .tmrWeights), ("tmr-activations", .tmrActivations), ("tmr-compute", .tmrCompute),
  ]

  /// Every set that can be named: those of one scheme first.
  public static let allSets: [HardeningScheme] = [
    .tmrWeights, .tmrActivations, .tmrCompute, tmrWeights.union(.tmrActivations),
    tmrWeights.union(.tmrCompute),
  ]

  /// The schemes joined by `+`, as in `tmr-weights+tmr-compute`; `none` for the empty set.
  public var name: String {
    let parts = Self.names.filter { contains($0.scheme) }.map(\.name)
    return parts.isEmpty ? "none" : parts.joined(separator: "+")
  }

  /// - Returns: Nil where no set has this name.
  public init?(name: String) {
    guard let found = Self.allSets.first(where: { $0.name == name }) else { return nil }
    self = found
  }
}
