import Foundation
import RedoubtCore
import RedoubtHost

/// A network read from a file, whichever format it has.
public struct NetworkFile {
  public let graph: Graph
  /// SHA-256 of the file, hexadecimal.
  public let digest: String

  /// Reads an `.onnx` or `.tflite` file; its first bytes tell which it is.
  ///
  /// - Throws: `FileError` or `NetworkFileError`.
  public init(contentsOf path: String) throws {
    let bytes = try InputFile.read(path)
    digest = SHA256.hexadecimal(of: bytes)
    do {
      if bytes.count >= 8, bytes[4..<8].elementsEqual("TFL3".utf8) {
        graph = try TFLiteImporter(bytes).graph()
      } else {
        graph = try ONNXImporter(bytes, folder: URL(fileURLWithPath: path).deletingLastPathComponent())
          .graph()
      }
    } catch let error as ModelError {
      let name = error.affectedOperator.flatMap { BuiltinOperatorNames.name(ofOperator: $0, in: bytes) }
      throw NetworkFileError(path: path, reason: error.text(operatorName: name))
    } catch {
      throw NetworkFileError(path: path, reason: "\(error)")
    }
  }
}

/// A network that cannot be read or used.
public struct NetworkFileError: Error, Equatable, CustomStringConvertible {
  public var path: String
  /// A sentence or two.
  public var reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String { "'\(path)' cannot be used. \(reason)" }
}
