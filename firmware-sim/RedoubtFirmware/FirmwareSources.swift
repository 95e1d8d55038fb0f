import Foundation

/// The checkout that the firmware is compiled from: the core's sources, the application and the boards.
public struct FirmwareSources: Sendable {
  /// Environment variable that names the checkout.
  public static let variable = "REDOUBT_SOURCES"

  /// The package's root.
  public let root: URL

  /// Finds the checkout: the environment's first, then the folders above the running program, then the one that this
  /// file was compiled in.
  ///
  /// - Throws: `.missingSources` with the folders that were tried.
  public static func find(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(FirmwareError) -> FirmwareSources {
    if let path = environment[variable], !path.isEmpty {
      let folder = URL(fileURLWithPath: path, isDirectory: true)
      guard let sources = FirmwareSources(root: folder) else { throw .missingSources(tried: [path]) }
      return sources
    }
    var candidates: [URL] = []
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    if let program = Bundle.main.executableURL { folder = program.resolvingSymlinksInPath() }
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      candidates.append(folder)
    }
    // firmware-sim/RedoubtFirmware/FirmwareSources.swift -> the package's root.
    let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    candidates.append(own)
    for candidate in candidates {
      if let sources = FirmwareSources(root: candidate) { return sources }
    }
    throw .missingSources(tried: [candidates.first?.path ?? "", own.path])
  }

  /// - Returns: nil where the folder does not hold the sources.
  public init?(root: URL) {
    self.root = root.standardizedFileURL
    for folder in [core, boards, application] {
      guard FileManager.default.fileExists(atPath: folder.path) else { return nil }
    }
  }

  var core: URL { root.appendingPathComponent("Sources/RedoubtCore") }
  /// Headers that the core may import.
  var intrinsics: URL { root.appendingPathComponent("Sources/RedoubtIntrinsics/include") }
  var boards: URL { root.appendingPathComponent("firmware-sim/Boards") }
  var boardHeaders: URL { boards.appendingPathComponent("Include") }
  /// The application around generated C code.
  var generatedC: URL { root.appendingPathComponent("firmware-sim/Application/GeneratedC/Application.c") }
  /// The application around generated Swift code.
  var generatedSwift: URL {
    root.appendingPathComponent("firmware-sim/Application/GeneratedSwift/Application.swift")
  }
  /// Where a hardened model's banks are, for the applications that run one.
  var replicas: URL { root.appendingPathComponent("firmware-sim/Application/Replicas") }
  /// The application whose memory is struck.
  func faultApplication(isHardened: Bool) -> [URL] {
    let folder = root.appendingPathComponent("firmware-sim/Application/Faults")
    let shared = folder.appendingPathComponent("Trials")
    return isHardened
      ? [shared, folder.appendingPathComponent("Hardened"), replicas]
      : [shared, folder.appendingPathComponent("Plain")]
  }
  var application: URL { root.appendingPathComponent("firmware-sim/Application/Interpreter") }
  /// The application of hardened models.
  var hardenedApplication: URL { root.appendingPathComponent("firmware-sim/Application/Hardened") }

  /// The files below a folder with one of these extensions, in the order of their paths.
  static func files(in folder: URL, _ extensions: Set<String>) -> [URL] {
    let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let found = (all?.compactMap { $0 as? URL } ?? []).filter { extensions.contains($0.pathExtension) }
    return found.sorted { $0.path < $1.path }
  }
}
