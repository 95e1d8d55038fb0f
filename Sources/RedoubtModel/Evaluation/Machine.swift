import Foundation

/// The computer that a measurement was made on.
public struct Machine: Equatable, Sendable {
  /// The processor as the operating system names it.
  public let processor: String
  /// Processors that the operating system schedules on.
  public let cores: Int

  /// This computer.
  public static var current: Machine {
    Machine(processor: processorName() ?? "unknown", cores: ProcessInfo.processInfo.activeProcessorCount)
  }

  private static func processorName() -> String? {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return nil }
    for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("model name") {
      return line.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
    }
    return nil
  }
}
