import RedoubtFootprint
import Testing

/// Parts of code found from images, against the union worked out symbol by symbol.
@Suite struct SymbolUnionTests {
  /// Images of made-up operators: what they share, what they have alone, and a function that differs in size.
  private static let images: [String: SymbolSizes] = [
    CodePart.base: ["start": [100], "run": [10], "text": [3]],
    "A": ["start": [100], "run": [14], "shared": [40], "a": [70], "text": [3]],
    "B": ["start": [100], "run": [30], "shared": [40], "b": [50, 20], "text": [5]],
    "C": ["start": [100], "run": [14], "b": [50], "c": [8], "text": [4]],
  ]

  /// The slower definition: of every name, place by place, the largest size among the images.
  private func union(_ features: Set<String>) -> Int {
    var largest: [String: [Int]] = [:]
    for feature in features.union([CodePart.base]) {
      for (name, sizes) in Self.images[feature] ?? [:] {
        for (place, size) in sizes.enumerated() {
          var all = largest[name] ?? []
          while all.count <= place { all.append(0) }
          all[place] = max(all[place], size)
          largest[name] = all
        }
      }
    }
    return largest.values.joined().reduce(0, +)
  }

  @Test func partsAddUpToTheUnionOfAnySetOfImages() {
    let parts = SymbolUnion.parts(Self.images)
    for set in 0..<8 {
      let features = Set(["A", "B", "C"].enumerated().filter { set >> $0.offset & 1 == 1 }.map(\.element))
      #expect(CodePart.bytes(of: parts, using: features.union([CodePart.base])) == union(features))
    }
  }

  @Test func anOperatorMoreIsNeverLess() {
    let parts = SymbolUnion.parts(Self.images)
    var bytes = 0
    var features: Set = [CodePart.base]
    for feature in ["B", "A", "C"] {
      let before = bytes
      features.insert(feature)
      bytes = CodePart.bytes(of: parts, using: features)
      #expect(bytes >= before)
    }
  }

  @Test func theOrderOfPartsIsThatOfTheirSizes() {
    let parts = SymbolUnion.parts(Self.images)
    #expect(parts == SymbolUnion.parts(Self.images), "the same data, the same list")
    #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.bytes >= $1.bytes })
    #expect(parts.contains(CodePart(bytes: 70, usedBy: ["A"])))
    #expect(parts.contains(CodePart(bytes: 40, usedBy: ["A", "B"])))
  }
}
