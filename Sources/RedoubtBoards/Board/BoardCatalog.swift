import RedoubtHost

/// The boards that ship, and those that a user has as files.
public enum BoardCatalog {
  /// The board that is meant where none is named.
  public static let defaultName = "generic"

  /// Names of the boards that ship, the default first.
  public static var names: [String] { files.map(\.name) }

  /// A board that ships, or one from a file.
  ///
  /// - Parameter nameOrPath: A name of the catalog, or the path of a file whose name ends in ".json".
  /// - Throws: `BoardError`; `FileError` for a path.
  public static func board(_ nameOrPath: String) throws -> BoardProfile {
    if let shipped = files.first(where: { $0.name == nameOrPath }) {
      return try BoardProfile(json: shipped.json, file: shipped.name + ".json")
    }
    guard nameOrPath.hasSuffix(".json") else { throw BoardError.unknown(name: nameOrPath, known: names) }
    return try BoardProfile(json: try InputFile.read(nameOrPath), file: nameOrPath)
  }

  /// The files of `Profiles/`, as the build embeds them.
  private static let files: [(name: String, json: [UInt8])] = [
    ("generic", PackageResources.generic_json),
    ("apollo4", PackageResources.apollo4_json),
    ("esp32-c3", PackageResources.esp32_c3_json),
    ("nrf52840", PackageResources.nrf52840_json),
    ("rp2040", PackageResources.rp2040_json),
    ("rp2350", PackageResources.rp2350_json),
    ("samd51", PackageResources.samd51_json),
    ("samrh71", PackageResources.samrh71_json),
    ("samv71q21rt", PackageResources.samv71q21rt_json),
    ("stm32f411", PackageResources.stm32f411_json),
    ("stm32f746", PackageResources.stm32f746_json),
    ("stm32h743", PackageResources.stm32h743_json),
    ("stm32l4r5", PackageResources.stm32l4r5_json),
    ("va41630", PackageResources.va41630_json),
  ]
}
