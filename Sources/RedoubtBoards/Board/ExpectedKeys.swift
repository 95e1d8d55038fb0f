/// Finds keys that a board file has and a board has not: a misspelt one would otherwise go unnoticed.
struct ExpectedKeys: Decodable {
  private let unknown: UnknownKey?

  init(from decoder: any Decoder) throws {
    let board = try decoder.container(keyedBy: AnyKey.self)
    var found = Self.firstUnknown(board, BoardProfile.CodingKeys.allCases.map(\.rawValue))
    // What has another shape than expected is left to the decoding proper, whose error says so.
    if found == nil, var list = try? board.nestedUnkeyedContainer(forKey: AnyKey("regions")) {
      while found == nil, !list.isAtEnd, let region = try? list.nestedContainer(keyedBy: AnyKey.self) {
        found = Self.firstUnknown(region, BoardRegion.CodingKeys.allCases.map(\.rawValue))
      }
    }
    if found == nil,
      let placement = try? board.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("placement"))
    {
      found = Self.firstUnknown(placement, BoardPlacement.CodingKeys.allCases.map(\.rawValue))
    }
    unknown = found
  }

  func check() throws {
    if let unknown { throw unknown }
  }

  private static func firstUnknown(
    _ container: KeyedDecodingContainer<AnyKey>, _ expected: [String]
  ) -> UnknownKey? {
    container.allKeys.map(\.stringValue).filter { !expected.contains($0) }.min().map {
      UnknownKey(path: CodingPath.text(container.codingPath + [AnyKey($0)]), expected: expected)
    }
  }
}

/// A key that no board has.
struct UnknownKey: Error {
  let path: String
  let expected: [String]

  var reason: String { "There is no such key. Use only \(expected.joined(separator: ", "))." }
}

/// Any key of an object.
struct AnyKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(_ name: String) { (stringValue, intValue) = (name, nil) }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { (stringValue, self.intValue) = (String(intValue), intValue) }
}

/// The way to a value of a JSON file.
enum CodingPath {
  /// "regions[2].ecc".
  static func text(_ path: [any CodingKey]) -> String {
    var text = ""
    for key in path {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += (text.isEmpty ? "" : ".") + key.stringValue
      }
    }
    return text
  }
}
