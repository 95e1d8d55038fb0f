import Foundation
import RedoubtFaults

/// A plain and a hardened network under the same faults, and what protection costs.
public struct EvidenceComparison: Sendable {
  /// What the same faults did to both.
  public let pairs: PairedSummary
  /// What protection adds, in bytes: to the linked images where both were measured, else to model file and arena.
  public let flashBytes, sramBytes: Int
  /// Instructions of an inference that protection adds, as a share of those without it, and the machine that counted them;
  /// nil where they were not measured.
  public let instructions: (share: Double, machine: String)?

  /// With what the files of the networks say.
  public init(_ pairs: PairedSummary, flashBytes: Int, sramBytes: Int) {
    self.pairs = pairs
    self.flashBytes = flashBytes
    self.sramBytes = sramBytes
    instructions = nil
  }

  /// With what both networks take as firmware, on one machine and in one form.
  public init(_ pairs: PairedSummary, plain: FirmwareRecord, hardened: FirmwareRecord) {
    self.pairs = pairs
    flashBytes = hardened.flashBytes - plain.flashBytes
    sramBytes = hardened.ramBytes - plain.ramBytes
    instructions = (
      Double(hardened.instructions) / Double(max(1, plain.instructions)) - 1, hardened.machine
    )
  }

  /// "SDC 2.1 % [1.8, 2.4] → 0.08 % [0.03, 0.20] for 11.0 KiB of flash, 2.0 KiB of SRAM and 4 % more instructions
  /// (mps2-an500)".
  public var sentence: String {
    let (flash, sram) = (
      "\(NumberText.kibibytes(flashBytes)) of flash", "\(NumberText.kibibytes(sramBytes)) of SRAM"
    )
    let rates = [pairs.all.plain, pairs.all.hardened].map { counts in
      PairedText.estimate(counts).map { RateText.text($0) } ?? "–"
    }
    let text = "SDC \(rates[0]) → \(rates[1]) for "
    guard let instructions else { return text + "\(flash) and \(sram)" }
    return text + "\(flash), \(sram) and "
      + String(format: "%.1f %% more instructions", instructions.share * 100) + " (\(instructions.machine))"
  }
}
