import RedoubtFaults

/// What a report was made of, in a line per campaign.
public enum CampaignText {
  public static func text(_ campaigns: [CampaignReport], path: String) -> String {
    campaigns.map { one in
      let sdc =
        one.sdc.map {
          RateText.text(
            $0, events: one.counts.silentCorruptions, trials: one.counts.injections,
            confidence: one.confidence)
        } ?? "no estimate, n = \(NumberText.grouped(one.counts.injections))"
      return "\(one.name): SDC \(sdc)\(one.isComplete ? "" : " (incomplete)")\n"
    }.joined() + "Report: \(path)\n"
  }
}

extension JSONValue {
  /// Campaigns as a report shows them.
  public init(_ campaigns: [CampaignReport], path: String) {
    self = [
      "output": .string(path),
      "campaigns": .array(
        campaigns.map { one in
          [
            "name": .string(one.name), "injections": .integer(one.counts.injections),
            "sdc": .integer(one.counts.silentCorruptions),
            "sdcRate": one.sdc.map { .number($0.rate) } ?? .null,
            "sdcLow": one.sdc.map { .number($0.low) } ?? .null,
            "sdcHigh": one.sdc.map { .number($0.high) } ?? .null, "complete": .bool(one.isComplete),
          ]
        }),
    ]
  }
}
