import Foundation
import RedoubtHost

/// Where a demonstration writes; a folder of an earlier one is replaced, anything else is left alone.
struct DemoFolder {
  let path: String

  /// What a demonstration writes.
  private static let names: Set<String> = [
    "digits.onnx", "digits.tflite", "ranking.json", "hardened.tflite", "paired.json", "plain", "hardened",
    "study", "firmware-plain.json", "firmware-hardened.json", "report.html",
  ]

  /// Makes the folder, or empties it.
  ///
  /// - Throws: `FileError` where it holds anything else, or cannot be made.
  init(_ path: String) throws {
    self.path = path
    let files = FileManager.default
    do {
      if let found = try? files.contentsOfDirectory(atPath: path) {
        if let other = found.sorted().first(where: { !Self.names.contains($0) }) {
          throw FileError.unwritable(
            path: path, reason: "it holds '\(other)', which is not of a demonstration")
        }
        for name in found { try files.removeItem(atPath: path + "/" + name) }
      }
      try files.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError.unwritable(path: path, because: error)
    }
  }

  func callAsFunction(_ name: String) -> String { path + "/" + name }
}
