import RedoubtFaults

/// A report as one HTML file: headline, networks, units, campaigns, failure rates, and where all of it comes from.
public enum EvidenceHTML {
  /// The page, complete with its styles; parts that the report lacks are left out.
  public static func html(_ report: EvidenceReport) -> String {
    let title = title(report)
    var body = "<h1>\(MarkupText.escape(title))</h1>\n"
    body += report.comparison.map(HeadlineHTML.html) ?? ""
    if !report.campaigns.isEmpty {
      body += "<p class=\"muted\">Bit flips in a deployed network: what they did to its answers.</p>\n"
    }
    if report.campaigns.count > 1 { body += CampaignHTML.overview(report.campaigns) }
    for (place, network) in report.networks.enumerated() {
      // Hardening leaves the plan of the tensors as it was.
      let alike = report.networks[..<place].first { $0.summary.placements == network.summary.placements }
      body += NetworkHTML.section(network, samePlanAs: alike)
    }
    body += FirmwareHTML.section(report.firmware, of: report)
    for ranking in report.rankings {
      if let network = report.network(digest: ranking.modelDigest) {
        body += RankingHTML.section(ranking, units: network.units, name: network.name)
      }
    }
    for study in report.studies {
      body +=
        "<h2>Selective hardening: \(MarkupText.escape(study.name))</h2>\n" + StudyHTML.section(study.result)
    }
    body += MissionHTML.sections(report.missions)
    let isAlone = report.campaigns.count == 1 && report.networks.isEmpty
    for campaign in report.campaigns { body += CampaignHTML.section(campaign, isAlone: isAlone) }
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
