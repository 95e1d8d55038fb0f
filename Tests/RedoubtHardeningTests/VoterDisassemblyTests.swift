import Foundation
import TemporaryFiles
import Testing

/// What the compiler leaves of redundant reads, looked at in the code for a Cortex-M7.
@Suite struct VoterDisassemblyTests {
  private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/RedoubtCore/Hardening").path

  private static let compiler: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/swiftc" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Votes three copies that are one and the same, which an optimiser may read once unless it is kept from knowing.
  private static let client = """
    @c(vote_opaque) public func voteOpaque(_ base: UnsafePointer<UInt32>, _ i: Int) -> UInt32 {
      var voter = Voter()
      return voter.vote(base[opaque(i)], base[opaque(i)], base[opaque(i)])
    }
    @c(vote_plain) public func votePlain(_ base: UnsafePointer<UInt32>, _ i: Int) -> UInt32 {
      var voter = Voter()
      return voter.vote(base[i], base[i], base[i])
    }
    """

  /// Instructions of a function in an assembly listing.
  private func body(_ name: String, _ assembly: String) -> [Substring] {
    let lines = assembly.split(separator: "\n")
    guard let start = lines.firstIndex(where: { $0.hasPrefix("\(name):") }) else { return [] }
    return lines[start...].prefix { !$0.contains(".size\t\(name)") }.map { $0 }
  }

  @Test(
    .enabled(if: compiler != nil, "needs swiftc in PATH"),
    arguments: ["-O", "-Osize"])
  func redundantLoadsSurviveOptimisation(_ level: String) throws {
    let folder = try TemporaryFolder()
    let client = try folder.file("Client.swift", Self.client)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.compiler))
    process.arguments = [
      "-target", "armv7em-none-none-eabi", "-enable-experimental-feature", "Embedded", "-wmo", level,
      "-parse-as-library", "-swift-version", "6", "-Xfrontend", "-no-allocations", "-Xfrontend",
      "-disable-stack-protector", "-Xcc", "-mcpu=cortex-m7", "-Xcc", "-mfloat-abi=soft", "-S",
      "\(Self.sources)/Voter.swift", "\(Self.sources)/OpaqueStep.swift", client, "-module-name", "Votes",
      "-o",
      folder.path("votes.s"),
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "the voter does not compile for the target")
    let assembly = String(decoding: try folder.bytes("votes.s"), as: UTF8.self)
    func loads(_ name: String) -> Int {
      // Loads of an element; others are of the code's own constants and of the stack.
      body(name, assembly).count { $0.contains("ldr") && $0.contains("lsl #2]") }
    }
    #expect(loads("vote_opaque") == 3)
    #expect(loads("vote_plain") == 1, "the test sees the loss where nothing keeps the optimiser from it")
  }
}
