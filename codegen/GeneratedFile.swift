/// A source file that a generator has written.
public struct GeneratedFile: Equatable, Sendable {
  /// Without a folder.
  public let name: String
  /// The whole contents, the note at the top included.
  public let text: String
}
