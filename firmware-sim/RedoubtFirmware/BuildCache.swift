import Foundation

/// What has been compiled before, by a key of everything it was compiled from.
struct BuildCache {
  let folder: URL

  init(folder: URL) { self.folder = folder }

  /// `.build/firmware` of the checkout, or a folder for temporary files where that cannot be written.
  init(_ sources: FirmwareSources) throws {
    let preferred = sources.root.appendingPathComponent(".build/firmware")
    let other = FileManager.default.temporaryDirectory.appendingPathComponent("redoubt-firmware-\(getuid())")
    for candidate in [preferred, other] {
      try? FileManager.default.createDirectory(at: candidate, withIntermediateDirectories: true)
      if FileManager.default.isWritableFile(atPath: candidate.path) {
        folder = candidate
        return
      }
    }
    throw FirmwareError.malformed("Neither '\(preferred.path)' nor '\(other.path)' can be written.")
  }

  /// The file of this name that `make` makes in the folder it is given, made only where it does not exist yet.
  func file(_ name: String, key: ContentKey, make: (URL) throws -> Void) throws -> URL {
    let place = folder.appendingPathComponent(key.name)
    let file = place.appendingPathComponent(name)
    if FileManager.default.fileExists(atPath: file.path) { return file }
    try withWorkFolder { work in
      try make(work)
      // Somebody else may have made the same meanwhile: theirs is as good.
      try? FileManager.default.moveItem(at: work, to: place)
    }
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw FirmwareError.malformed("'\(file.path)' was not made.")
    }
    return file
  }

  /// Gives a folder of its own that is gone afterwards.
  func withWorkFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let work = folder.appendingPathComponent("work-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: work) }
    return try body(work)
  }
}
