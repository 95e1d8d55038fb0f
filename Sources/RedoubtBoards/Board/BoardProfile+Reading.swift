import Foundation

extension BoardProfile {
  /// Reads a board file.
  ///
  /// - Parameter file: How errors name it.
  /// - Throws: `BoardError.invalid` with the first key that is missing, unknown or has a wrong value.
  public init(json bytes: [UInt8], file: String) throws(BoardError) {
    do {
      let decoder = JSONDecoder()
      try decoder.decode(ExpectedKeys.self, from: Data(bytes)).check()
      self = try decoder.decode(BoardProfile.self, from: Data(bytes))
    } catch let error as UnknownKey {
      throw .invalid(file: file, key: error.path, reason: error.reason)
    } catch let error as DecodingError {
      throw Self.invalid(error, file: file)
    } catch {
      throw .invalid(file: file, key: "", reason: "It cannot be read: \(error).")
    }
    if let (key, reason) = firstWrongValue { throw .invalid(file: file, key: key, reason: reason) }
  }

  /// The first value that cannot be, with what would do.
  private var firstWrongValue: (key: String, reason: String)? {
    let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
    if name.isEmpty || !name.allSatisfy(letters.contains) {
      return ("name", "'\(name)' is no name. Use small letters, digits and hyphens.")
    }
    if !(clockMHz > 0 && clockMHz < 1e6) { return ("clockMHz", "\(clockMHz) is no clock. Give MHz above 0.") }
    if regions.isEmpty { return ("regions", "There are none. Give at least a flash and an SRAM.") }
    for (index, one) in regions.enumerated() {
      func wrong(_ key: String, _ reason: String) -> (String, String) { ("regions[\(index)].\(key)", reason) }
      if one.name.isEmpty { return wrong("name", "It is empty. Name the region.") }
      if regions[..<index].contains(where: { $0.name == one.name }) {
        return wrong("name", "'\(one.name)' is the name of two regions. Give each its own.")
      }
      if !(1...1 << 40).contains(one.bytes) {
        return wrong("bytes", "\(one.bytes) is no size. Give 1 to 2^40 bytes.")
      }
      if !(1...4096).contains(one.wordBits) {
        return wrong("wordBits", "\(one.wordBits) is no word. Give 1 to 4096 bits.")
      }
      if !(1...1024).contains(one.interleave) {
        return wrong("interleave", "\(one.interleave) is no distance. Give 1 to 1024 words.")
      }
      if !(one.fitPerMbit >= 0 && one.fitPerMbit < 1e12) {
        return wrong("fitPerMbit", "\(one.fitPerMbit) is no rate. Give FIT per Mbit, 0 or more.")
      }
      for (key, text) in [
        ("source", one.source), ("geometrySource", one.geometrySource), ("fitSource", one.fitSource),
      ] where text.isEmpty {
        return wrong(key, "It is empty. Name a document, or write 'assumed'.")
      }
    }
    let placed = [
      ("weights", placement.weights), ("operatorTables", placement.operatorTables),
      ("arena", placement.arena), ("stack", placement.stack),
    ]
    for (key, name) in placed + placement.replicas.enumerated().map({ ("replicas[\($0)]", $1) })
    where region(named: name) == nil {
      let names = regions.map(\.name).joined(separator: ", ")
      return ("placement.\(key)", "There is no region '\(name)'. Use one of \(names).")
    }
    if let arena = region(named: placement.arena), arena.kind == .flash {
      return ("placement.arena", "Region '\(arena.name)' is flash, and the arena changes. Use an SRAM.")
    }
    if placement.replicas.count != 2 {
      return (
        "placement.replicas", "There are \(placement.replicas.count). Name a region for each of 2 copies."
      )
    }
    return nil
  }

  private static func invalid(_ error: DecodingError, file: String) -> BoardError {
    func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
      CodingPath.text(context.codingPath + (last.map { [$0] } ?? []))
    }
    switch error {
    case .keyNotFound(let key, let context):
      return .invalid(file: file, key: path(context, key), reason: "It is missing. Add it.")
    case .typeMismatch(let type, let context):
      return .invalid(
        file: file, key: path(context), reason: "The value is of another type. Give \(typeName(type)).")
    case .valueNotFound(let type, let context):
      return .invalid(file: file, key: path(context), reason: "It is null. Give \(typeName(type)).")
    case .dataCorrupted(let context):
      let key = path(context)
      let reason =
        key.isEmpty
        ? "It is not JSON. Compare it with a board file that ships."
        : "\(context.debugDescription). \(choices(key))"
      return .invalid(file: file, key: key, reason: reason)
    @unknown default:
      return .invalid(file: file, key: "", reason: "It cannot be read: \(error).")
    }
  }

  private static func typeName(_ type: Any.Type) -> String {
    switch type {
    case is String.Type: "a text"
    case is Int.Type: "a whole number"
    case is Double.Type: "a number"
    case is [Any].Type: "a list"
    default: "an object"
    }
  }

  private static func choices(_ key: String) -> String {
    let names: [String] =
      key == "core"
      ? CoreClass.allCases.map(\.rawValue)
      : key.hasSuffix(".kind")
        ? MemoryKind.allCases.map(\.rawValue)
        : key.hasSuffix(".ecc") ? MemoryProtection.allCases.map(\.rawValue) : []
    return names.isEmpty ? "Correct it." : "Use one of \(names.joined(separator: ", "))."
  }
}
