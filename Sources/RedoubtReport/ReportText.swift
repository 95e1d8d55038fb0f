import RedoubtFaults

/// What a report was made of: its headline, and a line per campaign.
public enum ReportText {
  /// - Parameter path: Where the page was written.
  public static func text(_ report: EvidenceReport, path: String) -> String {
    let headline = report.comparison.map { $0.sentence + "\n" } ?? ""
    let campaigns = report.campaigns.map { one in
      let sdc =
        one.sdc.map {
          RateText.text(
            $0, events: one.counts.silentCorruptions, trials: one.counts.injections,
            confidence: one.confidence)
        } ?? "no estimate, n = \(NumberText.grouped(one.counts.injections))"
      return "\(one.name): SDC \(sdc)\(one.isComplete ? "" : " (incomplete)")\n"
    }.joined()
    let firmware = report.firmware.map { record in
      "firmware of \(report.network(digest: record.modelDigest)?.name ?? String(record.modelDigest.prefix(12)))"
        + " on \(record.machine), form \(record.form)\n"
    }.joined()
    let studies = report.studies.map { "study \($0.name)\n" }.joined()
    let missions = report.missions.map {
      "\nFailures in 10⁹ hours: \($0.name)\n" + MissionText.text($0.estimate) + "\n"
    }.joined()
    return headline + campaigns + firmware + studies + missions + "Report: \(path)\n"
  }
}
