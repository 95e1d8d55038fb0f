import RedoubtFaults

extension JSONValue {
  /// What a campaign found, and how fast.
  public init(_ summary: CampaignSummary, _ timing: CampaignDirectory.Timing) {
    func optional(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    self = .object([
      Member("sites", .integer(summary.sites)), Member("inputs", .integer(summary.inputs)),
      Member("population", .integer(summary.population)), Member("injections", .integer(summary.injections)),
      Member("simulated", .integer(summary.simulated)),
      Member("maskedByConstruction", .integer(summary.maskedByConstruction)),
      Member("masked", .integer(summary.masked)), Member("corrected", .integer(summary.corrected)),
      Member("tolerable", .integer(summary.tolerable)), Member("sdc", .integer(summary.sdc)),
      Member("critical", .integer(summary.critical)), Member("beneficial", .integer(summary.beneficial)),
      Member("neutral", .integer(summary.neutral)), Member("detected", .integer(summary.detected)),
      Member("due", .integer(summary.due)), Member("tied", .integer(summary.tied)),
      Member("sdcRate", .number(summary.sdcRate)), Member("sdcLow", .number(summary.sdcLow)),
      Member("sdcHigh", .number(summary.sdcHigh)), Member("liveSdcRate", optional(summary.liveSdcRate)),
      Member("liveSdcLow", optional(summary.liveSdcLow)),
      Member("liveSdcHigh", optional(summary.liveSdcHigh)),
      Member("confidence", .number(summary.confidence)), Member("interval", .string(summary.interval)),
      Member("upperBoundWithoutEvents", optional(summary.upperBoundWithoutEvents)),
      Member("goldenAccuracy", optional(summary.goldenAccuracy)),
      Member("faultyAccuracy", optional(summary.faultyAccuracy)),
      Member("faultsWithSdc", optional(summary.faultsWithSdc)),
      Member(
        "strata",
        .array(
          summary.strata.map { part in
            [
              "name": .string(part.name), "sites": .integer(part.sites), "share": .number(part.share),
              "injections": .integer(part.injections), "sdc": .integer(part.sdc),
              "sdcRate": optional(part.estimate?.rate), "sdcLow": optional(part.estimate?.low),
              "sdcHigh": optional(part.estimate?.high),
            ]
          })),
      Member("emptyStrata", .array(summary.emptyStrata.map { .string($0) })),
      Member("seconds", .number(timing.seconds)),
      Member("injectionsPerSecond", .number(timing.rate)),
    ])
  }
}
