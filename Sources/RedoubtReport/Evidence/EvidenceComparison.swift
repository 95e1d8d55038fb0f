import Foundation
import RedoubtFaults

/// A plain and a hardened network under faults, and what lies between them.
public struct EvidenceComparison: Sendable {
  /// Rates of silent corruption.
  public let plain, hardened: RateEstimate
  /// Trial by trial, where the same faults were run on both: "first" is the plain network.
  public let paired: PairedComparison?
  /// What protection adds; nil where it is not known.
  public let flashBytes, sramBytes: Int?
  /// Share of the time of an inference.
  public let timeShare: Double?

  public init(
    plain: RateEstimate, hardened: RateEstimate, paired: PairedComparison? = nil, flashBytes: Int? = nil,
    sramBytes: Int? = nil, timeShare: Double? = nil
  ) {
    self.plain = plain
    self.hardened = hardened
    self.paired = paired
    self.flashBytes = flashBytes
    self.sramBytes = sramBytes
    self.timeShare = timeShare
  }

  /// The difference, plain less hardened, with its 95 % interval.
  public var drop: RateEstimate? {
    paired.map { one in
      let interval = one.interval()
      return RateEstimate(rate: one.difference, low: interval.low, high: interval.high, isExact: false)
    }
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
