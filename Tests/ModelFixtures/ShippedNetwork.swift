import Foundation

/// The int8 networks that ship with the project, by the name of their folder in `quantized`.
public enum ShippedNetwork: String, CaseIterable, Sendable {
  case digits
  case resNet8 = "cifar10-resnet8"
  case denseNet = "cifar10-densenet"

  /// The bytes of the `.tflite` file.
  public func file() throws -> [UInt8] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return [UInt8](
      try Data(contentsOf: root.appendingPathComponent("quantized/\(rawValue)/\(rawValue).tflite")))
  }
}
