import RedoubtFaults

/// What a report was made of, in a line per campaign.
public enum ReportText {
  public static func text(_ campaigns: [CampaignReport], path: String) -> String {
    campaigns.map { one in
      let sdc =
        one.sdc.map {
          RateText.text(
            $0, events: one.counts.silentCorruptions, trials: one.counts.injections,
            confidence: one.confidence)
        } ?? "no estimate, n = \(NumberText.grouped(one.counts.injections))"
      return "\(one.name): SDC \(sdc)\(one.isComplete ? "" : " (incomplete)")\n"
    }.joined() + "Report: \(path)\n"
  }
}
