import Foundation
import RedoubtHost

/// A campaign's folder: `manifest.json`, `trials.csv`, `summary.json`.
public enum CampaignFolder {
  /// Reads all three; without a summary the campaign counts as incomplete.
  ///
  /// The manifest's `stratify` (a grouping, or none), `exhaustive` and `confidence` say how the sample was made; the summary's
  /// `sdcRate`, `sdcLow` and `sdcHigh` are the estimate of the whole.
  ///
  /// - Throws: `FileError`, `CampaignFolderError`.
  public static func report(_ folder: String) throws -> CampaignReport {
    let manifest = try FlatJSON(folder + "/manifest.json")
    // A campaign that was interrupted has no summary yet, and its trials are worth a look.
    let summary: FlatJSON?
    do {
      summary = try FlatJSON(folder + "/summary.json")
    } catch FileError.missing {
      summary = nil
    }
    var tally = TrialTally(design: design(manifest), confidence: manifest.number("confidence") ?? 0.95)
    try TrialTable(folder + "/trials.csv").readRows { tally.add($0, times: $1) }
    let isExact = design(manifest) == .exhaustive
    var sdc: RateEstimate?
    if let rate = summary?.number("sdcRate"), let low = summary?.number("sdcLow"),
      let high = summary?.number("sdcHigh")
    {
      sdc = RateEstimate(rate: rate, low: low, high: high, isExact: isExact)
    }
    return tally.report(
      name: URL(fileURLWithPath: folder).lastPathComponent, sdc: sdc, manifest: manifest.facts,
      summary: summary?.facts ?? [], isComplete: summary != nil)
  }

  private static func design(_ manifest: FlatJSON) -> SamplingDesign {
    if manifest.text("exhaustive") == "yes" { return .exhaustive }
    return manifest.text("stratify").flatMap(Grouping.init).map { .stratified($0) } ?? .simple
  }
}
