import RedoubtBoards
import RedoubtFootprint

extension JSONValue {
  /// A model held against boards.
  public init(_ fits: [BoardFit], form: DeploymentForm) {
    self = ["form": .string(form.rawValue), "boards": .array(fits.map(Self.board))]
  }

  private static func board(_ fit: BoardFit) -> JSONValue {
    let footprint = fit.footprint
    let parts = fit.demands.map { demand -> JSONValue in
      [
        "part": .string(demand.part.rawValue), "bytes": .integer(demand.bytes),
        "region": demand.region.map { .string($0) } ?? .null,
      ]
    }
    return .object([
      Member("name", .string(fit.board.name)), Member("core", .string(fit.board.core.rawValue)),
      Member("flashBytes", .integer(footprint.flashBytes)),
      Member("sramBytes", .integer(footprint.sramBytes)),
      Member("stackBytes", .integer(footprint.stackBytes)), Member("fits", .bool(fit.fits)),
      Member("latencyMilliseconds", fit.latency.map { .number($0.milliseconds) } ?? .null),
      Member("latencyLow", fit.latency.map { .number($0.low) } ?? .null),
      Member("latencyHigh", fit.latency.map { .number($0.high) } ?? .null),
      Member("instructions", fit.latency.map { .integer(Int($0.instructions)) } ?? .null),
      Member("measuredCore", .string(footprint.measuredCore.rawValue)),
      Member("codeBytes", .integer(footprint.codeBytes)),
      Member("modelBytes", .integer(footprint.modelBytes)),
      Member("replicaBankBytes", .integer(footprint.bankBytes)),
      Member("arenaBytes", .integer(footprint.arenaBytes)),
      Member("activationBankBytes", .integer(footprint.activationBankBytes)), Member("parts", .array(parts)),
      Member("reasons", .array(fit.reasons.map { .string($0) })),
      Member("remedies", .array(fit.remedies.map { .string($0) })),
    ])
  }
}
