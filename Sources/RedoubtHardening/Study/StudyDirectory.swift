import Foundation
import RedoubtHost

/// The files of a study: `manifest.json` (what determines it), `rankings/`, `faults.csv` (how each trial of the list ends),
/// `cells.jsonl` (a line per plan), and at the end `study.json` and `study.csv`.
///
/// Lines are appended in their order and flushed. Whatever a process leaves behind when it is killed, the whole lines at
/// the beginning are good, and the rest is cut off.
public struct StudyDirectory: Sendable {
  /// The folder; a study makes it where it does not exist, but not the folders above it.
  public let path: String

  /// Touches no file.
  public init(_ path: String) { self.path = path }

  var manifestPath: String { path + "/manifest.json" }
  var faultsPath: String { path + "/faults.csv" }
  var cellsPath: String { path + "/cells.jsonl" }
  var tablePath: String { path + "/study.csv" }
  /// The result; its being there says that the study is finished.
  public var resultPath: String { path + "/study.json" }

  func rankingPath(_ score: ScoreName) -> String { path + "/rankings/\(score.rawValue).json" }

  /// Whether a folder holds a finished study.
  public static func isStudy(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/study.json")
  }

  /// Makes the directory, or takes one that may be used.
  func open(_ manifest: StudyManifest, resume: Bool) throws {
    try FileManager.default.makeFolder(path)
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw FileError.unwritable(path: path, because: error)
    }
    guard resume || names.isEmpty else { throw StudyError.directoryNotEmpty(path: path) }
    try FileManager.default.makeFolder(path + "/rankings")
    guard names.contains("manifest.json") else {
      guard !names.contains("faults.csv"), !names.contains("study.json") else {
        throw StudyError.damaged(path: path, problem: "it has no manifest.json")
      }
      return try write(manifest, to: manifestPath)
    }
    let found = try read(StudyManifest.self, manifestPath)
    guard found == manifest else {
      throw StudyError.different(path: path, what: StudyManifest.difference(found, manifest))
    }
  }

  /// Takes the directory for this process, until the result is closed.
  func lock() throws -> FileHandle {
    let file = Foundation.open(manifestPath, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      throw FileError.unreadable(path: manifestPath, reason: String(cString: strerror(errno)))
    }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      throw StudyError.busy(path: path)
    }
    return FileHandle(fileDescriptor: file, closeOnDealloc: true)
  }

  func read<T: Decodable>(_ type: T.Type, _ path: String) throws -> T {
    let bytes = try InputFile.read(path)
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw StudyError.damaged(path: path, problem: "it does not have the form of this version")
    }
  }

  func write<T: Encodable>(_ value: T, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try OutputFile.write(Array(try encoder.encode(value)) + [0x0a], to: path)
  }

  /// The result of a finished study.
  ///
  /// - Throws: `FileError`, `StudyError.damaged`.
  public func readResult() throws -> StudyResult { try read(StudyResult.self, resultPath) }
}

/// A file of lines that grows, and that survives its writer's end at any moment.
final class LineFile {
  private let file: FileHandle
  private let path: String
  /// Whole lines that were there, without their ends.
  let lines: [Substring]

  /// - Parameter isGood: Whether a line is what its place asks for; the first that is not, and all behind it, are cut off.
  init(_ path: String, isGood: (Int, Substring) -> Bool) throws {
    self.path = path
    let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw FileError.unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    let text = String(decoding: try InputFile.read(path), as: UTF8.self)
    var lines: [Substring] = []
    var keep = 0
    var rest = text[...]
    while let end = rest.utf8.firstIndex(of: UInt8(ascii: "\n")) {
      let line = rest[..<end]
      guard isGood(lines.count, line) else { break }
      lines.append(line)
      keep += line.utf8.count + 1
      rest = rest[rest.utf8.index(after: end)...]
    }
    self.lines = lines
    guard ftruncate(descriptor, off_t(keep)) == 0, lseek(descriptor, off_t(keep), SEEK_SET) >= 0 else {
      throw FileError.unwritable(path: path, reason: String(cString: strerror(errno)))
    }
  }

  /// Appends lines and sees them to the disk.
  func append(_ text: String) throws {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.write(file.fileDescriptor, $0.baseAddress! + done, $0.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw FileError.unwritable(path: path, reason: String(cString: strerror(errno)))
      }
      done += count
    }
    guard fdatasync(file.fileDescriptor) == 0 || errno == EINVAL else {
      throw FileError.unwritable(path: path, reason: String(cString: strerror(errno)))
    }
  }
}

extension FileManager {
  /// Makes a folder that may exist already.
  fileprivate func makeFolder(_ path: String) throws {
    var isFolder: ObjCBool = false
    if fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else { throw FileError.unwritable(path: path, reason: "it is a file") }
    } else if mkdir(path, 0o777) != 0 {
      throw FileError.unwritable(path: path, reason: String(cString: strerror(errno)))
    }
  }
}
