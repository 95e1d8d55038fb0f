import Foundation
import Testing

@testable import RedoubtCodegen

/// A C compiler of this machine, for generated code.
struct CCompiler: Sendable, CustomTestStringConvertible {
  let path: String

  var testDescription: String { path }

  /// Those of the usual names that are in the path.
  static let installed: [CCompiler] = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let found = ["gcc", "clang", "cc"].compactMap { name in
      folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
    // Usually `cc` is another name of one of the two.
    var programs: Set<String> = []
    return found.filter { programs.insert(URL(fileURLWithPath: $0).resolvingSymlinksInPath().path).inserted }
      .map(CCompiler.init)
  }()

  /// The Swift compiler, for generated Swift; nil where none is in the path.
  static let swiftCompiler: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/swiftc" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static let absence = "needs a C compiler in the path"

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Compiles the files of a folder, C with every warning as an error and Swift where there is some, runs the program on records, gives its outputs.
  func run(_ folder: String, records: [UInt8], options: [String] = []) throws -> [UInt8] {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    let sources = files.filter { $0.hasSuffix(".c") }
    let swift = files.filter { $0.hasSuffix(".swift") }
    var all = ["-std=c99", "-O1", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror"]
    all += options
    all += sources
    if swift.isEmpty {
      try finish(start(path, all + ["-o", "run"], in: folder, input: nil, output: nil))
    } else {
      try finish(start(path, all + ["-c"], in: folder, input: nil, output: nil))
      let objects: [String] = sources.map { String($0.dropLast()) + "o" }
      var arguments = ["-O", "-wmo", "-parse-as-library", "-swift-version", "6"]
      arguments += ["-module-name", "Generated", "-I", ".", "-o", "run"]
      arguments += swift
      arguments += objects
      try finish(
        start(try #require(Self.swiftCompiler), arguments, in: folder, input: nil, output: nil))
    }
    let (input, output) = (folder + "/records", folder + "/outputs")
    try Data(records).write(to: URL(fileURLWithPath: input))
    try finish(start(folder + "/run", [], in: folder, input: input, output: output))
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: output)))
  }

  private func start(
    _ program: String, _ arguments: [String], in folder: String, input: String?, output: String?
  ) throws -> (Process, log: String) {
    let log = folder + "/log"
    for file in [log, output].compactMap({ $0 }) {
      _ = FileManager.default.createFile(atPath: file, contents: nil)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = input.flatMap { FileHandle(forReadingAtPath: $0) } ?? .nullDevice
    process.standardOutput = output.flatMap { FileHandle(forWritingAtPath: $0) } ?? .nullDevice
    process.standardError = FileHandle(forWritingAtPath: log)
    try process.run()
    return (process, log)
  }

  private func finish(_ started: (process: Process, log: String)) throws {
    started.process.waitUntilExit()
    guard started.process.terminationStatus == 0 else {
      let log = (try? String(contentsOfFile: started.log, encoding: .utf8)) ?? ""
      throw Failure(description: "status \(started.process.terminationStatus):\n\(log)")
    }
  }
}

extension GeneratedFolder {
  /// Writes the C files of a model.
  static func writeC(_ files: [GeneratedFile], in folder: String) throws -> String {
    let path = folder + "/generated"
    try write(files, to: path)
    return path
  }
}
