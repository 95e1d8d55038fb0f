import RedoubtFaults

extension JSONValue {
  /// What a report shows, in numbers.
  public init(_ report: EvidenceReport, path: String) {
    let campaigns = report.campaigns
    self = [
      "output": .string(path), "headline": report.comparison.map { .string($0.sentence) } ?? .null,
      "comparison": report.comparison.map { Self.comparison($0) } ?? .null,
      "networks": .array(
        report.networks.map { ["name": .string($0.name), "digest": .string($0.digest)] }),
      "rankings": .array(report.rankings.map { .string($0.score.rawValue) }),
      "missions": .array(
        report.missions.map { .object([.init("name", .string($0.name))] + JSONValue($0.estimate).members) }),
      "firmware": .integer(report.firmware.count),
      "studies": .array(report.studies.map { .string($0.name) }),
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

  private static func comparison(_ one: EvidenceComparison) -> JSONValue {
    [
      "pairs": JSONValue(one.pairs), "flashBytes": .integer(one.flashBytes),
      "sramBytes": .integer(one.sramBytes),
      "addedInstructions": one.instructions.map { .number($0.share) } ?? .null,
      "machine": one.instructions.map { .string($0.machine) } ?? .null,
    ]
  }
}
