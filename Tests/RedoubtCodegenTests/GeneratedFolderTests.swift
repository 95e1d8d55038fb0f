import Foundation
import RedoubtHost
import TemporaryFiles
import Testing

@testable import RedoubtCodegen

/// Where generated files may be written, and what is left when they may not.
@Suite struct GeneratedFolderTests {
  private func file(_ name: String, _ text: String = "x") -> GeneratedFile {
    GeneratedFile(name: name, text: GeneratedFolder.mark + " \(text) */\n")
  }

  @Test func aFolderIsMadeAndReplacedAsAWhole() throws {
    let folder = try TemporaryFolder()
    try GeneratedFolder.write([file("a.c"), file("b.c")], to: folder.path("out"))
    try GeneratedFolder.write([file("b.c", "new")], to: folder.path("out"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("out")) == ["b.c"])
    #expect(folder.names == ["out"])
  }

  @Test func aFolderWithOtherFilesStaysAsItIs() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("mine.c", "int x;")
    let error = #expect(throws: FileError.self) {
      try GeneratedFolder.write([file("a.c")], to: folder.path)
    }
    #expect(error?.description.contains("it holds 'mine.c', which was not generated") == true)
    #expect(folder.names == ["mine.c"])
  }

  @Test func aFileOrAMissingParentIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("f", "")
    #expect(throws: FileError.self) { try GeneratedFolder.write([file("a.c")], to: path) }
    #expect(throws: FileError.self) {
      try GeneratedFolder.write([file("a.c")], to: folder.path("missing/out"))
    }
    #expect(folder.names == ["f"])
  }
}
