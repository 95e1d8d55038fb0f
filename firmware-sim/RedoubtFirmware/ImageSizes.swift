/// What a linked image occupies, in bytes.
public struct ImageSizes: Equatable, Sendable {
  /// Everything that flash holds: code, constants, the start values of data, the model and its replicas.
  public let flashBytes: Int
  /// `flashBytes` without the model and its replicas; start-up code and run-time routines included.
  public let codeBytes: Int
  /// Data, zeroed data and the arena; without stacks.
  public let ramBytes: Int
  /// The part of `ramBytes` that the network's tensors, scratch memory and the interpreter's table share.
  public let arenaBytes: Int

  private static let modelSections: Set = [".redoubt.model", ".redoubt.bank1", ".redoubt.bank2"]
  private static let stacks: Set = [".stack", ".handlerstack"]
  /// Sections that RAM holds although the file has their start values.
  private static let initialisedData: Set = [".data"]

  /// Adds up the sections that take part in the running image.
  public init(_ image: ELFImage) {
    let parts = image.sections.filter(\.isAllocated)
    func bytes(_ isCounted: (ELFImage.Section) -> Bool) -> Int {
      parts.reduce(0) { isCounted($1) ? $0 + $1.byteCount : $0 }
    }
    flashBytes = bytes(\.hasContent)
    codeBytes = flashBytes - bytes { Self.modelSections.contains($0.name) }
    ramBytes = bytes {
      (!$0.hasContent || Self.initialisedData.contains($0.name)) && !Self.stacks.contains($0.name)
    }
    arenaBytes = bytes { $0.name == ".redoubt.arena" }
  }
}
