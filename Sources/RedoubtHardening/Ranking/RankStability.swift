/// How much of the top of a ranking two halves of the data agree on.
public struct RankStability: Codable, Equatable, Sendable {
  /// Share of the units with weights that is looked at.
  public let fraction: Double
  /// Units in that share.
  public let units: Int
  /// Units that are in the top of both halves.
  public let shared: Int

  /// `shared` over `units`, 0 … 1; 1 where the share holds no unit.
  public var overlap: Double { units == 0 ? 1 : Double(shared) / Double(units) }

  /// Shares that `all` looks at, ascending.
  public static let fractions = [0.05, 0.1, 0.2, 0.4]

  /// - Parameter first, second: Values from either half, in the order of `NetworkUnits.all`.
  public static func all(
    _ network: NetworkUnits, _ first: [Double?], _ second: [Double?]
  ) -> [RankStability] {
    let places = network.all.indices.filter { !network.all[$0].isPlane }
    func top(_ values: [Double?], _ count: Int) -> Set<Int> {
      Set(places.sorted { (values[$1] ?? 0, $0) < (values[$0] ?? 0, $1) }.prefix(count))
    }
    return fractions.map { fraction in
      let count = Int((fraction * Double(places.count)).rounded())
      let shared = top(first, count).intersection(top(second, count)).count
      return RankStability(fraction: fraction, units: count, shared: shared)
    }
  }
}
