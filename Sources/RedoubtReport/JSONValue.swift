/// A JSON value whose objects keep the order of their keys.
public enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// Not a number and infinities are written as null, which JSON has no numbers for.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A key with its value.
  public struct Member: Equatable, Sendable {
    /// As it is, without quotes or escapes.
    public let key: String
    public let value: JSONValue

    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The text, with two spaces of indentation; short lists of numbers stand on one line.
  public var text: String { text(indentation: "") }

  private func text(indentation: String) -> String {
    switch self {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .number(let value): return value.isFinite ? "\(value)" : "null"
    case .string(let value): return Self.quote(value)
    case .array(let values):
      if values.isEmpty { return "[]" }
      let isFlat = values.allSatisfy { if case .integer = $0 { true } else { false } }
      if isFlat { return "[" + values.map { $0.text(indentation: "") }.joined(separator: ", ") + "]" }
      return Self.block("[", values.map { $0.text(indentation: indentation + "  ") }, "]", indentation)
    case .object(let members):
      if members.isEmpty { return "{}" }
      let lines = members.map { Self.quote($0.key) + ": " + $0.value.text(indentation: indentation + "  ") }
      return Self.block("{", lines, "}", indentation)
    }
  }

  private static func block(_ open: String, _ lines: [String], _ close: String, _ indentation: String)
    -> String
  {
    open + "\n" + lines.map { indentation + "  " + $0 }.joined(separator: ",\n") + "\n" + indentation + close
  }

  private static func quote(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      case "\u{0}"..."\u{1f}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
  /// An object with its members in the order of the literal; a key that stands twice stays twice.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0, $1) })
  }
}

extension JSONValue {
  /// A member of an object; nil for another key or another value.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The members of an object; none for another value.
  public var members: [Member] { if case .object(let members) = self { members } else { [] } }

  /// A number, whole or not; nil for another value.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .null, .bool, .string, .array, .object: nil
    }
  }

  /// A whole number; nil for another value.
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
}
