/// Why an ONNX file cannot be imported: which node or tensor, what is wrong, what to do.
public enum ONNXError: Error, Equatable {
  /// The bytes are no ONNX model, or damaged: what was found, at which byte of the file.
  case malformed(String, byte: Int)
  /// Something that is valid ONNX but not supported: where, what, and what to do.
  case unsupported(place: String, String)
  /// Something that contradicts itself or another part of the file: a shape, a missing value, a cycle.
  case invalid(place: String, String)
}

extension ONNXError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let what, let byte):
      "The ONNX file is damaged at byte \(byte): \(what). Export it again, or check the download."
    case .unsupported(let place, let what), .invalid(let place, let what): "\(place): \(what)"
    }
  }
}
