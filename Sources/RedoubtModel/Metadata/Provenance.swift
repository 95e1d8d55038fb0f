/// From what a model was made, and how: metadata `redoubt.provenance`, as JSON.
///
/// Holds no time and no path, so that making it again gives the same bytes.
public struct Provenance: Codable, Equatable, Sendable {
  /// Name of the metadata entry.
  public static let name = "redoubt.provenance"

  /// Tool and version.
  public var tool: String
  /// SHA-256 of the source file, hexadecimal.
  public var source: String
  /// SHA-256 of the calibration records as float32, hexadecimal.
  public var calibration: String
  /// Number of calibration records.
  public var records: Int
  /// What was asked for.
  public var method: String
  /// What was chosen.
  public var chosen: String

  public init(
    tool: String, source: String, calibration: String, records: Int, method: String, chosen: String
  ) {
    self.tool = tool
    self.source = source
    self.calibration = calibration
    self.records = records
    self.method = method
    self.chosen = chosen
  }

  /// The entry for a model file: JSON with sorted keys.
  public var metadata: ModelMetadata {
    ModelMetadata(name: Self.name, bytes: JSONMetadata.bytes(self))
  }
}
