import Foundation
import RedoubtHost

/// How pixel values become the real numbers that a network takes: metadata `redoubt.preprocessing`.
///
/// real = (pixel ÷ scale − mean) ÷ standardDeviation, per channel. Stored as JSON, so that other tools can show it.
public struct Preprocessing: Codable, Equatable, Sendable {
  /// Name of the metadata entry.
  public static let name = "redoubt.preprocessing"

  /// What pixel values are divided by first.
  public var scale: Float
  /// One value, or one per channel.
  public var mean: [Float]
  /// Standard deviation, one value or one per channel; above 0.
  public var std: [Float]
  /// Order of the dimensions of the network's input.
  public var layout: String

  /// - Parameter layout: Only "NHWC" is read back from a model file.
  public init(mean: [Float], std: [Float], scale: Float = 255, layout: String = "NHWC") {
    self.scale = scale
    self.mean = mean
    self.std = std
    self.layout = layout
  }

  /// What a data set gives; nil where the pixel value is the real number.
  public init?(_ specification: DatasetSpecification) {
    guard specification.mean != nil || specification.standardDeviation != nil else { return nil }
    self.init(mean: specification.mean ?? [0], std: specification.standardDeviation ?? [1])
  }

  /// The entry of a model file; nil where there is none.
  ///
  /// - Throws: `GraphError` for an entry that cannot be read.
  public init?(_ metadata: [ModelMetadata]) throws(GraphError) {
    guard let entry = metadata.first(where: { $0.name == Self.name }) else { return nil }
    guard let read = try? JSONDecoder().decode(Preprocessing.self, from: Data(entry.bytes)), read.isUsable
    else {
      throw GraphError(
        "The metadata entry \(Self.name) is damaged. Give mean= and std= with the data set, or write the model again."
      )
    }
    self = read
  }

  private var isUsable: Bool {
    scale.isNormal && scale > 0 && !mean.isEmpty && mean.allSatisfy(\.isFinite) && !std.isEmpty
      && std.allSatisfy { $0.isNormal && $0 > 0 } && layout == "NHWC"
  }

  /// The entry for a model file: JSON with sorted keys.
  public var metadata: ModelMetadata {
    ModelMetadata(name: Self.name, bytes: JSONMetadata.bytes(self))
  }
}

extension DatasetSpecification {
  /// The specification with the mean and standard deviation that a model file names, where it has none of its own.
  ///
  /// - Throws: `ModelError`, or `GraphError` for a damaged entry.
  public func completed(by interpreter: HostInterpreter) throws -> DatasetSpecification {
    guard format.keys.contains("mean"), mean == nil, standardDeviation == nil else { return self }
    let file = interpreter.modelBytes(0..<interpreter.modelByteCount)
    guard let preprocessing = try Preprocessing(try TFLiteImporter(file).metadata()) else { return self }
    var result = self
    // A specification's mean and deviation are in units of pixel ÷ 255.
    let unit = preprocessing.scale / 255
    result.mean = preprocessing.mean.map { $0 * unit }
    result.standardDeviation = preprocessing.std.map { $0 * unit }
    return result
  }
}

/// Metadata entries that are JSON: sorted keys, so that equal entries have equal bytes.
enum JSONMetadata {
  static func bytes(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Numbers, texts and lists of them always encode.
    return (try? encoder.encode(value)).map(Array.init) ?? []
  }
}
