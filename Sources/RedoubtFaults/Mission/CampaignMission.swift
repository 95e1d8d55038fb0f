import Foundation
import RedoubtBoards
import RedoubtModel

/// Failures in 10⁹ hours from the folder of a campaign.
public enum CampaignMission {
  /// What a campaign's targets fill, as its folder has it.
  static let file = "exposure.json"

  /// - Parameters:
  ///   - report: The folder, read.
  ///   - board: Whose memories hold the model.
  /// - Throws: `FileError`; `CampaignError` where the folder says too little.
  public static func estimate(
    _ report: CampaignReport, folder: String, on board: BoardProfile, _ conditions: MissionConditions
  ) throws -> MissionEstimate {
    let directory = CampaignDirectory(folder)
    guard FileManager.default.fileExists(atPath: folder + "/" + file) else {
      throw CampaignError.options(
        "'\(folder)' does not say how many bytes its targets fill: an earlier version wrote it. Run its command again"
          + " with --resume, which adds this and runs no trial.")
    }
    let exposures = try directory.read([TargetExposure].self, folder + "/" + file)
    let summary = try directory.readSummary()
    if case .stratified(let grouping) = report.design, exposures.count > 1,
      !(grouping == .region && Self.haveRegionsOfTheirOwn(exposures))
    {
      throw CampaignError.options(
        "'\(folder)' is stratified by \(grouping.words): its trials are no fair sample of each target. For failure rates"
          + " run one campaign per target, or one without --stratify.")
    }
    let rows = report.table(by: .target)?.rows ?? []
    var notes: [MissionEstimate.Assumption] = []
    var parts: [ExposedPart] = []
    for exposure in exposures {
      let row = rows.first { $0.group.name == exposure.target.rawValue }
      func rate(_ event: FaultEvent) -> RateEstimate {
        row?.rate(of: event) ?? RateEstimate(rate: 0, low: 0, high: 1)
      }
      var sdc = exposures.count == 1 ? report.sdc ?? rate(.sdc) : rate(.sdc)
      if !exposure.isTransient {
        let share = exposures.count == 1 ? summary.flatMap { faultShare($0, report.confidence) } : nil
        sdc = share ?? sdc
        let part = exposure.target.rawValue
        notes.append(
          MissionEstimate.Assumption(
            quantity: "What counts of faults in \(part)",
            value: share == nil
              ? "P(SDC per inference | fault present)" : "share with an SDC on at least one input",
            source: share == nil
              ? "each fault met one input: a lower bound; a campaign of \(part) alone with --all-inputs gives the share"
              : "measured"))
      }
      if let part = conditions.part(
        exposure, on: board, sdc: sdc, due: rate(.due), detected: rate(.detected))
      {
        parts.append(part)
      }
    }
    return MissionEstimate(parts, environment: conditions.environment, notes: notes)
  }

  /// Whether no two targets share a region and none fills two: then a stratum per region is a fair sample of its target.
  private static func haveRegionsOfTheirOwn(_ exposures: [TargetExposure]) -> Bool {
    Set(exposures.map(\.region)).count == exposures.count
      && Set(exposures.map(\.target)).count == exposures.count
  }

  /// Share of faults with at least one silent corruption, where each ran on all inputs.
  private static func faultShare(_ summary: CampaignSummary, _ confidence: Double) -> RateEstimate? {
    guard let share = summary.faultsWithSdc, summary.inputs > 0 else { return nil }
    let faults = summary.injections / summary.inputs
    return RateEstimate(
      events: Int((share * Double(faults)).rounded()), trials: faults, confidence: confidence)
  }
}
