import Foundation
import TemporaryFiles
import Testing

@testable import RedoubtHost

@Suite struct FileTests {
  @Test func whatIsWrittenIsReadBack() throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try OutputFile.write(bytes, to: folder.path("a.bin"))
    #expect(try InputFile.read(folder.path("a.bin")) == bytes)
    try OutputFile.write([1, 2], to: folder.path("a.bin"))
    #expect(try InputFile.read(folder.path("a.bin")) == [1, 2])
    #expect(folder.names == ["a.bin"], "no temporary file stays")
  }

  @Test func aSymbolicLinkStaysAndItsTargetChanges() throws {
    let folder = try TemporaryFolder()
    let target = try folder.file("target", [1])
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: target)
    try OutputFile.write([2], to: folder.path("link"))
    #expect(try folder.bytes("target") == [2])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == target)
  }

  @Test func missingAndUnreadableFilesAreToldApart() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError.missing(path: folder.path("no"))) { try InputFile.read(folder.path("no")) }
    #expect(throws: FileError.unreadable(path: folder.path, reason: "Is a directory")) {
      try InputFile.read(folder.path)
    }
  }

  @Test func aFailedWriteLeavesTheFolderAsItWas() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError.self) { try OutputFile.write([1], to: folder.path("none/a")) }
    #expect(throws: FileError.self) { try OutputFile.write([1], to: folder.path) }
    #expect(throws: FileError.self) { try OutputFile.check("") }
    #expect(folder.names.isEmpty)
  }

  @Test func whatFoundationCouldNotDoIsSaidInWords() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("none/folder")
    let error = #expect(throws: (any Error).self) {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }
    #expect(
      FileError.unwritable(path: path, because: try #require(error)).description
        == "'\(path)' cannot be written: there is no such folder. Choose another path, or make it writable.")
    struct Other: Error {}
    #expect(
      FileError.unwritable(path: "a", because: Other())
        == .unwritable(path: "a", reason: "the system refused it"))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
  func aFullDeviceIsReported() {
    #expect(throws: FileError.unwritable(path: "/dev/full", reason: "No space left on device")) {
      try OutputFile.write([1], to: "/dev/full")
    }
  }
}
