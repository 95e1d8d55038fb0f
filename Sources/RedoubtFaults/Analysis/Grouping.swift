/// By what trials are grouped.
public enum Grouping: String, CaseIterable, Codable, Sendable {
  case layer, bit, layerAndBit, region, target, unit, label

  /// The group of a trial.
  public func group(of row: TrialRow) -> Group {
    let layer = row.layer.map { "layer \($0)" } ?? "no layer"
    switch self {
    case .layer: return Group(numbers: [row.layer ?? .max], name: layer)
    case .bit: return Group(numbers: [row.bit], name: "bit \(row.bit)")
    case .layerAndBit:
      return Group(numbers: [row.layer ?? .max, row.bit], name: "\(layer), bit \(row.bit)")
    case .region: return Group(numbers: [], name: row.region)
    case .target: return Group(numbers: [], name: row.target)
    case .unit:
      return Group(
        numbers: [row.layer ?? .max, row.unit ?? .max],
        name: "\(layer), " + (row.unit.map { "unit \($0)" } ?? "no unit"))
    case .label:
      return Group(numbers: [row.label ?? .max], name: row.label.map { "class \($0)" } ?? "no label")
    }
  }

  /// One group: ordered by numbers, then by name.
  public struct Group: Hashable, Comparable, Sendable {
    /// Layer, bit, … as far as the grouping has them; `Int.max` for none, which sorts last.
    public let numbers: [Int]
    public let name: String

    public init(numbers: [Int], name: String) {
      self.numbers = numbers
      self.name = name
    }

    public static func < (left: Group, right: Group) -> Bool {
      left.numbers == right.numbers
        ? left.name < right.name : left.numbers.lexicographicallyPrecedes(right.numbers)
    }
  }
}
