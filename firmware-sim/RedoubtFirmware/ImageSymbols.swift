/// What the flash of a linked image holds besides the model, function by function and table by table, under names that
/// do not depend on the image.
public struct ImageSymbols: Equatable, Sendable {
  /// Bytes by name; several of one name in descending order.
  public let sizes: [String: [Int]]

  /// Name of the bytes that no symbol covers: texts, alignment.
  public static let nameless = "(nameless)"

  private static let sections: Set = [".vectors", ".text", ".rodata", ".data"]

  /// Takes the symbols in the sections of flash; of several at one address, the one whose name sorts first.
  public init(_ image: ELFImage) {
    let places = image.sections.filter { Self.sections.contains($0.name) && $0.hasContent }
    // Two names of one place count once.
    var first: [Int: ELFImage.Symbol] = [:]
    for symbol in image.symbols where symbol.byteCount > 0 {
      let address = symbol.isFunction ? symbol.address & ~1 : symbol.address
      guard places.contains(where: { $0.address <= address && address < $0.address + $0.byteCount }) else {
        continue
      }
      if let known = first[address], known.name <= symbol.name { continue }
      first[address] = symbol
    }
    var sizes: [String: [Int]] = [:]
    for symbol in first.values { sizes[Self.stableName(symbol.name), default: []].append(symbol.byteCount) }
    let covered = first.values.reduce(0) { $0 + $1.byteCount }
    sizes[Self.nameless] = [max(0, places.reduce(0) { $0 + $1.byteCount } - covered)]
    self.sizes = sizes.mapValues { $0.sorted(by: >) }
  }

  /// The name without what differs between images: the set of operators that a generic function was made for, which
  /// is the last of what its mangled name says, and the marks of specialised and merged copies.
  static func stableName(_ name: String) -> String {
    guard let start = name.firstRange(of: /(AA)?4WithO|AA02No[A-Z]0O|(AA)?10NoOperatorO/)?.lowerBound else {
      return String(name.replacing(/(Tm|T[tg][A-Za-z0-9_]*)$/, with: ""))
    }
    return String(name[..<start]) + "…"
  }
}
