/// What a plan may cost at most: `flash=16KiB,sram=4KiB,time=5%`, any of the three.
public struct HardeningBudget: Equatable, Sendable {
  /// Bytes; nil for no limit.
  public var flashBytes: Int?
  /// Bytes of the activation banks and of the scratch row for voted weights; nil for no limit.
  public var sramBytes: Int?
  /// Added instructions over those of the unprotected inference, 0.05 = 5 %.
  public var time: Double?

  /// - Parameter time: A share: 0.05 for 5 %.
  public init(flashBytes: Int? = nil, sramBytes: Int? = nil, time: Double? = nil) {
    self.flashBytes = flashBytes
    self.sramBytes = sramBytes
    self.time = time
  }

  /// Parses the command line's form.
  public init(parsing text: String) throws(HardeningBudgetError) {
    self.init()
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard halves.count == 2 else { throw .malformed(String(part)) }
      switch halves[0] {
      case "flash" where flashBytes == nil: flashBytes = try Self.bytes(halves[1], String(part))
      case "sram" where sramBytes == nil: sramBytes = try Self.bytes(halves[1], String(part))
      case "time" where time == nil:
        guard halves[1].hasSuffix("%"), let percent = Double(halves[1].dropLast()), percent.isFinite,
          percent >= 0
        else { throw .malformed(String(part)) }
        time = percent / 100
      case "flash", "sram", "time": throw .repeated(halves[0])
      default: throw .unknownKind(halves[0])
      }
    }
  }

  private static func bytes(_ text: String, _ part: String) throws(HardeningBudgetError) -> Int {
    for (suffix, factor) in [("KiB", 1024.0), ("MiB", 1_048_576), ("B", 1), ("", 1)]
    where text.hasSuffix(suffix) {
      guard let number = Double(text.dropLast(suffix.count)), number >= 0, number * factor <= 0x1p31 else {
        break
      }
      return Int(number * factor)
    }
    throw .malformed(part)
  }
}

/// A text that is no budget.
public enum HardeningBudgetError: Error, Equatable {
  /// The part between two commas that cannot be read.
  case malformed(String)
  /// What stands before the equals sign is none of flash, sram and time.
  case unknownKind(String)
  /// The name that stands more than once.
  case repeated(String)
}

extension HardeningBudgetError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let text):
      "'\(text)' is no budget. Write flash=16KiB, sram=4KiB or time=5%, joined by commas."
    case .unknownKind(let name): "There is no budget '\(name)'. Use flash, sram or time."
    case .repeated(let name): "The budget '\(name)' is given twice. Give it once."
    }
  }
}
