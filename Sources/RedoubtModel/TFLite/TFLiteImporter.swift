import RedoubtCore

/// Reads TensorFlow Lite models, float and quantised, into a graph.
///
/// Weights that a float network stores in fewer bits become float32 constants: float16 ones behind DEQUANTIZE, and
/// int8 ones that an operator with float input reads. Everything else stays as the file has it.
public struct TFLiteImporter {
  private let file: [UInt8]

  /// - Parameter file: The bytes of a `.tflite` file; kept until the importer is let go.
  public init(_ file: [UInt8]) { self.file = file }

  /// The network of the file.
  ///
  /// - Throws: `ModelError` where the file is damaged, `GraphError` where an operator is not supported or does not fit.
  public func graph() throws -> Graph {
    try withModel { bytes, model in
      var reading = TFLiteReading(model, bytes)
      return try reading.read()
    }
  }

  /// The file's metadata entries, in its order; an entry without a buffer is empty.
  ///
  /// - Throws: `ModelError` or `GraphError`.
  public func metadata() throws -> [ModelMetadata] {
    try withModel { bytes, model in
      var budget = ExpansionBudget(fileBytes: bytes.count)
      return try (0..<model.metadataCount).map { i in
        let (name, data) = try model.metadataEntry(i)
        try budget.take((name?.count ?? 0) + (data?.count ?? 0))
        return ModelMetadata(
          name: String(decoding: try name?.bytes() ?? [], as: UTF8.self), bytes: try data?.bytes() ?? [])
      }
    }
  }

  private func withModel<R>(_ body: (UnsafeRawBufferPointer, Model) throws -> R) throws -> R {
    guard !file.isEmpty else { throw ModelError(.notAModel, .fileHeader) }
    return try file.withUnsafeBytes { bytes in
      try body(bytes, try Model(ModelBytes(unsafeAdopting: bytes)))
    }
  }
}

/// An entry of a model file's `metadata` table.
public struct ModelMetadata: Equatable, Sendable {
  /// What the entry is found by.
  public var name: String
  /// Its content, as stored.
  public var bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

extension FlatVector {
  /// Elements of a vector of bytes.
  func bytes() throws(ModelError) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    for i in 0..<count { result.append(try element(i, as: UInt8.self)) }
    return result
  }
}
