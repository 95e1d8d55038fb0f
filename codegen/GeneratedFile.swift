/// A source file that a generator has written.
public struct GeneratedFile: Equatable, Sendable {
  /// Without a folder.
  public let name: String
  public let text: String
}
