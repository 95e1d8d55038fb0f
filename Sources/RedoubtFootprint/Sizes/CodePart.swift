/// Functions and tables of linked images that come and go together.
public struct CodePart: Hashable, Codable, Sendable {
  /// Bytes of flash.
  public let bytes: Int
  /// An image holds the part when it uses any of these: operators or kernels by name; `base` is used by all.
  public let usedBy: Set<String>

  public init(bytes: Int, usedBy: Set<String>) {
    self.bytes = bytes
    self.usedBy = usedBy
  }

  /// The feature of every image.
  public static let base = "base"

  /// Bytes of all parts that an image with these features holds.
  public static func bytes(of parts: [CodePart], using features: Set<String>) -> Int {
    parts.reduce(0) { $1.usedBy.isDisjoint(with: features) ? $0 : $0 + $1.bytes }
  }

  enum CodingKeys: String, CodingKey {
    case bytes, usedBy
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(bytes, forKey: .bytes)
    // In a fixed order, so that the file is the same whenever the sizes are.
    try values.encode(usedBy.sorted(), forKey: .usedBy)
  }
}
