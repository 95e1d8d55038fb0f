import RedoubtModel

/// A number from 0 to 1 for each unit, drawn from the seed: the baseline that other scores are held against.
public struct RandomScore: CriticalityScore {
  /// Initial state of the generator.
  public let seed: UInt64

  public var name: ScoreName { .random }
  public var provenance: Ranking.Provenance { Ranking.Provenance(seed: seed) }

  public init(seed: UInt64) { self.seed = seed }

  /// Below 1, one draw per unit in the order of `NetworkUnits.all`; never calls `progress`.
  public func values(
    of network: RankedNetwork, progress: (_ done: Int, _ count: Int) throws -> Void
  ) throws -> UnitValues {
    var generator = SplitMix64(state: seed)
    return UnitValues(values: network.units.all.map { _ in Double(generator.next() >> 11) * 0x1p-53 })
  }
}
