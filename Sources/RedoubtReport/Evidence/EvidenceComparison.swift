import Foundation
import RedoubtFaults

/// A plain and a hardened network under the same faults, and what protection costs.
public struct EvidenceComparison: Sendable {
  public let pairs: PairedSummary
  /// What protection adds; nil where it is not known.
  public let flashBytes, sramBytes: Int?
  /// Share of the time of an inference.
  public let timeShare: Double?

  public init(
    _ pairs: PairedSummary, flashBytes: Int? = nil, sramBytes: Int? = nil, timeShare: Double? = nil
  ) {
    self.pairs = pairs
    self.flashBytes = flashBytes
    self.sramBytes = sramBytes
    self.timeShare = timeShare
  }

  /// "SDC 2.1 % [1.8, 2.4] → 0.08 % [0.03, 0.20] for 11.0 KiB of flash and 0.4 % of time".
  public var sentence: String {
    var prices: [String] = []
    if let flashBytes { prices.append("\(NumberText.kibibytes(flashBytes)) of flash") }
    if let sramBytes { prices.append("\(NumberText.kibibytes(sramBytes)) of SRAM") }
    if let timeShare { prices.append(String(format: "%.1f %% of time", timeShare * 100)) }
    let rates = [pairs.all.plain, pairs.all.hardened].map { counts in
      PairedText.estimate(counts).map { RateText.text($0) } ?? "–"
    }
    let text = "SDC \(rates[0]) → \(rates[1])"
    guard let last = prices.popLast() else { return text }
    return text + " for " + (prices.isEmpty ? last : prices.joined(separator: ", ") + " and " + last)
  }
}
