import RedoubtFaults

extension JSONValue {
  /// What a campaign found, and how fast.
  ///
  /// - Parameter protection: For a hardened network.
  public init(
    _ summary: CampaignSummary, _ timing: CampaignDirectory.Timing, protection: ProtectionTable? = nil
  ) {
    func optional(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    var members = [
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
    ]
    if let protection {
      members.append(
        Member("protection", .array(protection.rows.map { .row($0, confidence: summary.confidence) })))
    }
    self = .object(members)
  }

  /// One kind of copy: counts of all outcomes, by name.
  private static func row(_ row: ProtectionTable.Row, confidence: Double) -> JSONValue {
    var members = [
      Member("target", .string(row.group.target.rawValue)), Member("scheme", .string(row.group.scheme)),
      Member("copy", .integer(row.group.copy)), Member("injections", .integer(row.counts.injections)),
      Member("maskedByConstruction", .integer(row.maskedByConstruction)),
    ]
    members += Outcome.allCases.map { Member($0.rawValue, .integer(row.counts[$0])) }
    if let rate = row.sdcRate(confidence: confidence) {
      members += [
        Member("sdcRate", .number(rate.rate)), Member("sdcLow", .number(rate.low)),
        Member("sdcHigh", .number(rate.high)),
      ]
    }
    return .object(members)
  }
}
