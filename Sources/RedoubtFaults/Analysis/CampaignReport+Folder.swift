import Foundation

extension CampaignReport {
  /// Reads a campaign's folder: `manifest.json`, `trials.csv`, `summary.json`. Without a summary the campaign counts as
  /// incomplete.
  ///
  /// - Throws: `FileError`, `CampaignError`.
  public init(folder: String) throws {
    let directory = CampaignDirectory(folder)
    let manifest = try directory.readManifest()
    let summary = try directory.readSummary()
    var tally = TrialTally(design: SamplingDesign(manifest), confidence: manifest.confidence)
    try TrialRowReader(directory.trialsPath).readRows { tally.add($0) }
    let sdc = summary.flatMap { one in
      one.injections > 0
        ? RateEstimate(
          rate: one.sdcRate, low: one.sdcLow, high: one.sdcHigh, isExact: tally.design == .exhaustive) : nil
    }
    self = tally.report(
      name: URL(fileURLWithPath: folder).lastPathComponent, sdc: sdc,
      manifest: try FlatJSON(directory.manifestPath).facts,
      summary: summary == nil ? [] : try FlatJSON(directory.summaryPath).facts, isComplete: summary != nil)
  }
}

extension SamplingDesign {
  init(_ manifest: CampaignManifest) {
    if manifest.size == .exhaustive, manifest.shard == .whole {
      self = .exhaustive
    } else if let stratify = manifest.stratify {
      switch stratify {
      case .layer: self = .stratified(.layer)
      case .bit: self = .stratified(.bit)
      case .region: self = .stratified(.region)
      }
    } else if manifest.allInputs || manifest.size == .exhaustive {
      self = .allInputs(count: max(1, manifest.inputs.count))
    } else {
      self = manifest.size.isSequential ? .sequential : .simple
    }
  }
}
