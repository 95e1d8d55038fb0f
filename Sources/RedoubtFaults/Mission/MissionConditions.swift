import RedoubtBoards

/// Where and how a deployed model works.
public struct MissionConditions: Hashable, Sendable {
  /// What raw rates are multiplied by.
  public var environment = RadiationEnvironment.seaLevel
  /// Share of the time in which an inference runs, 0 … 1.
  public var dutyCycle = 1.0
  /// Hours between two loads or scrubs of what persists.
  public var exposureHours = 8760.0

  /// Sea level, inferences without a pause, and a year between two loads.
  public init() {}

  /// A part of a mission; nil where the board has no memory for it.
  public func part(
    _ exposure: TargetExposure, on board: BoardProfile, sdc: RateEstimate, due: RateEstimate,
    detected: RateEstimate
  ) -> ExposedPart? {
    guard let region = exposure.region(of: board) else { return nil }
    return ExposedPart(
      name: exposure.target.rawValue, region: region,
      bytes: exposure.role == .registers ? region.bytes : exposure.bytes,
      persistence: exposure.isTransient
        ? .transient(dutyCycle: dutyCycle) : .persistent(exposureHours: exposureHours), sdc: sdc, due: due,
      detected: detected)
  }

  /// Upsets in FIT that pass the memory's own code: silent corruption if every one of them corrupted.
  public func passing(_ exposures: [TargetExposure], on board: BoardProfile) -> MissionEstimate {
    let (all, none) = (
      RateEstimate(rate: 1, low: 1, high: 1, isExact: true),
      RateEstimate(rate: 0, low: 0, high: 0, isExact: true)
    )
    return MissionEstimate(
      exposures.compactMap { part($0, on: board, sdc: all, due: none, detected: none) },
      environment: environment)
  }
}
