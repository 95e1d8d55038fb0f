/// Mean |weight| of the unit, in real numbers. Plane units have no weights and get no value.
public struct MagnitudeScore: CriticalityScore {
  public var name: ScoreName { .magnitude }
  public var provenance: Ranking.Provenance { Ranking.Provenance() }

  public init() {}

  /// Reads int8 weights from the model file; never calls `progress`.
  public func values(
    of network: RankedNetwork, progress: (_ done: Int, _ count: Int) throws -> Void
  ) throws -> UnitValues {
    UnitValues(
      values: network.units.all.map { unit in
        guard let parameters = unit.parameters else { return nil }
        var sum = 0
        for position in parameters.weights.positions {
          let weight = Int(Int8(bitPattern: network.file[position])) - parameters.weightZeroPoint
          sum += abs(weight)
        }
        return Double(parameters.weightScale) * Double(sum) / Double(max(1, parameters.weights.count))
      })
  }
}
