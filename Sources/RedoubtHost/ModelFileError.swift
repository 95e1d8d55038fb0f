import RedoubtCore

/// A model file that cannot be run, with its path and the name of the operator at fault.
public struct ModelFileError: Error, Equatable {
  /// Where the bytes come from, as the caller named it.
  public let path: String
  /// Why it cannot be run.
  public let error: ModelError
  /// Name of the operator that the error is about, where the file still tells it.
  public let operatorName: String?
}

extension ModelFileError: CustomStringConvertible {
  public var description: String { "'\(path)' cannot be run. \(error.text(operatorName: operatorName))" }
}

extension HostInterpreter {
  /// Loads a model file.
  ///
  /// - Throws: `FileError` or `ModelFileError`.
  public convenience init(contentsOf path: String, rounding: Rounding = .tflm) throws {
    try self.init(try InputFile.read(path), path: path, rounding: rounding)
  }

  /// Loads the bytes of a model file.
  ///
  /// - Parameter path: Where they come from, for the error.
  public convenience init(
    _ file: [UInt8], path: String, rounding: Rounding = .tflm
  ) throws(ModelFileError) {
    do throws(ModelError) {
      try self.init(file, rounding: rounding)
    } catch {
      throw ModelFileError(
        path: path, error: error,
        operatorName: error.affectedOperator.flatMap { BuiltinOperatorNames.name(ofOperator: $0, in: file) })
    }
  }
}
