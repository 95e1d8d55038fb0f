import RedoubtFaults

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
