import Foundation

/// Reads the tensors that an ONNX model keeps in files beside it.
struct ONNXExternalData {
  /// The model's folder; nil where the model did not come from a file.
  let folder: URL?

  /// Bytes of all files that tensors refer to; those that cannot be read count as empty.
  func byteCount(_ tensors: [ONNXTensor]) -> Int {
    guard let folder else { return 0 }
    let locations = Set(tensors.compactMap { $0.external?.location })
    return locations.reduce(0) { sum, location in
      let path = try? resolve(location, in: folder, "")
      return sum + (path.flatMap(Self.size) ?? 0)
    }
  }

  /// Bytes of a regular file, nil where there is none.
  private static func size(_ path: String) -> Int? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      attributes[.type] as? FileAttributeType == .typeRegular
    else { return nil }
    return (attributes[.size] as? NSNumber)?.intValue
  }

  /// Bytes of a tensor.
  ///
  /// - Parameters:
  ///   - byteCount: What the tensor's shape needs.
  ///   - place: The tensor, for messages.
  /// - Throws: Where the path leaves the folder, or the file is missing or too short.
  func read(
    _ reference: ONNXExternalReference, byteCount: Int, place: String
  ) throws(ONNXError) -> [UInt8] {
    guard let folder else {
      throw .unsupported(
        place: place,
        "Its elements are in the file \"\(reference.location)\", and the model's folder is not known.")
    }
    if let length = reference.length, length != byteCount {
      throw .invalid(
        place: place,
        "Its external data has \(length) bytes where its shape needs \(byteCount). Export the model again.")
    }
    let path = try resolve(reference.location, in: folder, place)
    let missing = ONNXError.invalid(
      place: place,
      "Its elements are in the file \"\(reference.location)\", which cannot be read. Keep it beside the model."
    )
    guard let size = Self.size(path) else { throw missing }
    guard reference.offset <= size, byteCount <= size - reference.offset else {
      throw .invalid(
        place: place,
        "It needs \(byteCount) bytes from byte \(reference.offset) of \"\(reference.location)\", which has \(size). "
          + "Export the model again.")
    }
    guard let handle = FileHandle(forReadingAtPath: path) else { throw missing }
    defer { try? handle.close() }
    guard (try? handle.seek(toOffset: UInt64(reference.offset))) != nil,
      let data = try? handle.read(upToCount: byteCount) ?? Data(), data.count == byteCount
    else { throw missing }
    return [UInt8](data)
  }

  /// The file's path with symbolic links followed, inside the folder.
  private func resolve(_ location: String, in folder: URL, _ place: String) throws(ONNXError) -> String {
    let parts = location.split(separator: "/", omittingEmptySubsequences: false)
    let root = folder.resolvingSymlinksInPath().standardizedFileURL.path
    let path = folder.appendingPathComponent(location).resolvingSymlinksInPath().standardizedFileURL.path
    let prefix = root.hasSuffix("/") ? root : root + "/"
    guard !location.isEmpty, !location.hasPrefix("/"), !location.utf8.contains(0), !parts.contains(".."),
      path.hasPrefix(prefix)
    else {
      throw .invalid(
        place: place,
        "Its external data \"\(location)\" is not inside the model's folder. Put the file beside the model.")
    }
    return path
  }
}
