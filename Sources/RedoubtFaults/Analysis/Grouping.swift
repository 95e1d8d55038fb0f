/// By what trials are grouped.
public enum Grouping: String, CaseIterable, Codable, Sendable {
  case layer, bit, layerAndBit, region, target, unit, label

  /// The group of a trial.
  public func group(of row: TrialRow) -> Group {
    switch self {
    case .layer: Group(self, row.layer)
    case .bit: Group(self, row.bit)
    case .layerAndBit: Group(self, row.layer, row.bit)
    case .region: Group(self, text: row.region)
    case .target: Group(self, text: row.target)
    case .unit: Group(self, row.layer, row.unit)
    case .label: Group(self, row.label)
    }
  }

  /// One group: ordered by numbers, none last, then by text.
  public struct Group: Hashable, Comparable, Sendable {
    private let grouping: Grouping
    /// Layer, bit or class; layer where there are two. `Int.max` for none.
    public let first: Int
    /// Bit or unit.
    public let second: Int
    private let text: String

    init(_ grouping: Grouping, _ first: Int? = nil, _ second: Int? = nil, text: String = "") {
      self.grouping = grouping
      self.first = first ?? .max
      self.second = second ?? .max
      self.text = text
    }

    /// For a reader: "layer 3, bit 7".
    public var name: String {
      switch grouping {
      case .layer: named("layer", first)
      case .bit: named("bit", first)
      case .layerAndBit: named("layer", first) + ", " + named("bit", second)
      case .region, .target: text.isEmpty ? "none" : text
      case .unit: named("layer", first) + ", " + named("unit", second)
      case .label: named("class", first)
      }
    }

    private func named(_ word: String, _ number: Int) -> String {
      number == .max ? "no \(word)" : "\(word) \(number)"
    }

    public static func < (left: Group, right: Group) -> Bool {
      (left.first, left.second, left.text) < (right.first, right.second, right.text)
    }
  }
}

extension Grouping {
  /// As part of a sentence.
  public var words: String {
    switch self {
    case .layer: "layer"
    case .bit: "bit"
    case .layerAndBit: "layer and bit"
    case .region: "region"
    case .target: "target"
    case .unit: "unit"
    case .label: "class"
    }
  }
}
