import RedoubtFaults

/// A report as one HTML file: headline, networks, units, campaigns, failure rates, and where all of it comes from.
public enum EvidenceHTML {
  public static func html(_ report: EvidenceReport) -> String {
    let title = title(report)
    var body = "<h1>\(MarkupText.escape(title))</h1>\n"
    body += report.comparison.map(HeadlineHTML.html) ?? ""
    if !report.campaigns.isEmpty {
      body += "<p class=\"muted\">Bit flips in a deployed network: what they did to its answers.</p>\n"
    }
    if report.campaigns.count > 1 { body += CampaignHTML.overview(report.campaigns) }
    for network in report.networks { body += NetworkHTML.section(network) }
    for ranking in report.rankings {
      if let network = report.network(digest: ranking.modelDigest) {
        body += RankingHTML.section(ranking, units: network.units, name: network.name)
      }
    }
    let isAlone = report.campaigns.count == 1 && report.networks.isEmpty
    for campaign in report.campaigns { body += CampaignHTML.section(campaign, isAlone: isAlone) }
    for study in report.studies {
      body +=
        "<h2>Selective hardening: \(MarkupText.escape(study.name))</h2>\n" + StudyHTML.section(study.result)
    }
    for mission in report.missions { body += MissionHTML.section(mission) }
    body += ProvenanceHTML.section(report)
    return HTMLPage.html(title: "Redoubt: \(title)", body: body)
  }

  private static func title(_ report: EvidenceReport) -> String {
    if let study = report.studies.first, report.networks.isEmpty, report.campaigns.isEmpty {
      return "Selective hardening: \(study.name)"
    }
    if let network = report.networks.first { return "Evidence for \(network.name)" }
    return report.campaigns.count == 1 ? "Fault campaign \(report.campaigns[0].name)" : "Fault campaigns"
  }
}
