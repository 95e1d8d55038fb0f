import Foundation

/// The programs that build firmware, all of one Swift toolchain.
public struct Toolchain: Sendable {
  let swiftc, clang, lld: URL

  /// Finds `swiftc` in the path, and clang and ld.lld beside it or, failing that, in the path.
  public static func find() throws(FirmwareError) -> Toolchain {
    let swiftc = try program("swiftc", package: nil)
    let folder = swiftc.resolvingSymlinksInPath().deletingLastPathComponent()
    func tool(_ name: String) throws(FirmwareError) -> URL {
      let beside = folder.appendingPathComponent(name)
      if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
      return try program(name, package: nil)
    }
    return Toolchain(swiftc: swiftc, clang: try tool("clang"), lld: try tool("ld.lld"))
  }

  /// A program in the path.
  ///
  /// - Parameter package: The package of the system that holds it; nil for what the Swift toolchain brings.
  static func program(_ name: String, package: String?) throws(FirmwareError) -> URL {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    for folder in path.split(separator: ":") {
      let file = URL(fileURLWithPath: String(folder)).appendingPathComponent(name)
      if FileManager.default.isExecutableFile(atPath: file.path) { return file }
    }
    throw .missingProgram(name, package: package)
  }

  /// Says what is missing to build for a machine and run it; nil where everything is there.
  public static func absence(for machine: TargetMachine) -> String? {
    do throws(FirmwareError) {
      _ = try find()
      _ = try FirmwareSources.find()
      if let emulator = machine.emulator { _ = try program(emulator.program, package: emulator.package) }
      return nil
    } catch {
      return error.description
    }
  }

  /// The compiler's name and version, its first line.
  public var version: String {
    let process = Process()
    process.executableURL = swiftc
    process.arguments = ["--version"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return "unknown" }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.split(separator: "\n").first.map(String.init) ?? "unknown"
  }

  /// Text that differs between two toolchains, for the names of what they have built.
  var identity: String {
    let date = try? FileManager.default.attributesOfItem(atPath: swiftc.resolvingSymlinksInPath().path)[
      .modificationDate]
    return "\(swiftc.path) \(date as? Date ?? .distantPast)"
  }
}
