import Foundation
import RedoubtCore
import RedoubtHost

/// A network file of any format that is read, told apart by its content.
public enum NetworkFile {
  /// An int8 `.tflite` file.
  case quantized(HostInterpreter)
  /// An `.onnx` file, or a `.tflite` file that computes in float32.
  case float(FloatNetwork)

  /// Reads a file.
  ///
  /// - Throws: `FileError`, `ModelFileError` or `NetworkFileError`.
  public init(contentsOf path: String, rounding: Rounding = .tflm) throws {
    let file = try InputFile.read(path)
    if Self.isONNX(file) || Self.isFloatModel(file) {
      self = .float(try FloatNetwork(file, path: path))
    } else {
      self = .quantized(try HostInterpreter(file, path: path, rounding: rounding))
    }
  }

  /// Whether the bytes are an ONNX file: a protocol buffer that begins with field 1, the version of the format.
  static func isONNX(_ file: [UInt8]) -> Bool { file.first == 0x08 && !isTFLite(file) }

  /// "TFL3", the file identifier, stands at byte 4.
  private static func isTFLite(_ file: [UInt8]) -> Bool {
    file.count >= 8 && Array(file[4..<8]) == Array("TFL3".utf8)
  }

  /// Whether the bytes are a TensorFlow Lite model that computes float32 tensors and no int8 ones.
  private static func isFloatModel(_ file: [UInt8]) -> Bool {
    guard isTFLite(file) else { return false }
    let computed = file.withUnsafeBytes { bytes -> [TensorType]? in
      guard let model = try? Model(ModelBytes(unsafeAdopting: bytes)) else { return nil }
      var types: [TensorType] = []
      for i in 0..<model.tensors.count {
        guard let tensor = try? model.tensor(i) else { return nil }
        if tensor.constantPosition == nil { types.append(tensor.type) }
      }
      return types
    }
    guard let computed else { return false }
    return computed.contains(.float32) && !computed.contains(.int8)
  }
}

/// A float network that cannot be read or run, with its path.
public struct NetworkFileError: Error, Equatable, CustomStringConvertible {
  /// The file, as the caller named it.
  public let path: String
  /// What is wrong, where, and what to do.
  public let reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String { "'\(path)' cannot be run. \(reason)" }
}
