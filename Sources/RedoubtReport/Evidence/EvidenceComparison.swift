import Foundation
import RedoubtFaults

/// A plain and a hardened network under faults, and what lies between them.
public struct EvidenceComparison: Sendable {
  /// Rates of silent corruption.
  public let plain, hardened: RateEstimate
  /// Of the difference, plain less hardened, where the same faults were run on both.
  public let drop: RateEstimate?
  /// What protection adds; nil where it is not known.
  public let flashBytes, sramBytes: Int?
  /// Share of the time of an inference.
  public let timeShare: Double?

  public init(
    plain: RateEstimate, hardened: RateEstimate, drop: RateEstimate? = nil, flashBytes: Int? = nil,
    sramBytes: Int? = nil, timeShare: Double? = nil
  ) {
    self.plain = plain
    self.hardened = hardened
    self.drop = drop
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
    let rates = "SDC \(RateText.text(plain)) → \(RateText.text(hardened))"
    guard let last = prices.popLast() else { return rates }
    return rates + " for " + (prices.isEmpty ? last : prices.joined(separator: ", ") + " and " + last)
  }
}
