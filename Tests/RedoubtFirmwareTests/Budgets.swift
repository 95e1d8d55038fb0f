import Foundation
import Synchronization
import Testing

@testable import RedoubtFirmware

/// What each network may cost, in one file; see `Golden/README.md`.
enum Budgets {
  private struct Cost: Codable, Equatable {
    var instructions, codeBytes, flashBytes, arenaBytes, stackBytes: Int
  }

  private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden/budgets.json")
  /// Tests run side by side, and each adds a line.
  private static let isRecording = Mutex(
    ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1")

  private static func read() throws -> [String: Cost] {
    try JSONDecoder().decode([String: Cost].self, from: Data(contentsOf: file))
  }

  /// Compares a measurement with its line, in both directions.
  static func check(_ firmware: FirmwareMeasurement, name: String) throws {
    let key = "\(name) \(firmware.machine.rawValue) \(firmware.form.rawValue)"
    let measured = Cost(
      instructions: firmware.instructions, codeBytes: firmware.sizes.codeBytes,
      flashBytes: firmware.sizes.flashBytes, arenaBytes: firmware.sizes.arenaBytes,
      stackBytes: firmware.stackBytes)
    try isRecording.withLock { isRecording in
      guard isRecording else { return }
      var all = try read()
      all[key] = measured
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try (encoder.encode(all) + Data("\n".utf8)).write(to: file)
      Issue.record("recorded \(key)")
    }
    let budget = try #require(try read()[key], "no budget for \(key): see Golden/README.md")
    let pairs: [(what: String, measured: Int, budget: Int)] = [
      ("instructions", measured.instructions, budget.instructions),
      ("codeBytes", measured.codeBytes, budget.codeBytes),
      ("flashBytes", measured.flashBytes, budget.flashBytes),
      ("arenaBytes", measured.arenaBytes, budget.arenaBytes),
      ("stackBytes", measured.stackBytes, budget.stackBytes),
    ]
    for pair in pairs {
      // At least a few bytes: 1 % of a small stack is less than one register.
      let tolerance = max(16, pair.budget / 100)
      #expect(
        abs(pair.measured - pair.budget) <= tolerance,
        "\(key): \(pair.what) is \(pair.measured), the budget \(pair.budget); see Golden/README.md")
    }
  }
}
