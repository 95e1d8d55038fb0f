import RedoubtFaults

/// What made the report: tool, files by their digests, commands that give the same trials again.
enum ProvenanceHTML {
  static func section(_ report: EvidenceReport) -> String {
    guard !report.tool.isEmpty || !report.networks.isEmpty else { return "" }
    var table = HTMLTable([("what", false), ("value", false)])
    if !report.tool.isEmpty { table.append(["tool", report.tool]) }
    for network in report.networks { table.append(["SHA-256 of \(network.name)", network.digest]) }
    for ranking in report.rankings {
      let seed = ranking.provenance?.seed.map { ", seed \($0)" } ?? ""
      table.append(["ranking \(ranking.score.rawValue)\(seed)", "of the model \(ranking.modelDigest)"])
    }
    var html = "<h2>Where this comes from</h2>\n<div class=\"facts\">\(table.html)</div>\n"
    let commands = report.campaigns.compactMap { command($0, report) }
    if !commands.isEmpty {
      html +=
        "<h3>The same trials again</h3>\n<pre>\(MarkupText.escape(commands.joined(separator: "\n")))</pre>\n"
    }
    return html
  }

  /// What gives a campaign's trials; nil where the manifest does not say enough.
  private static func command(_ campaign: CampaignReport, _ report: EvidenceReport) -> String? {
    guard let seed = campaign.fact("seed"), let targets = campaign.fact("targets") else { return nil }
    let model = campaign.fact("model.digest").flatMap { report.network(digest: $0)?.name } ?? "MODEL"
    var words = ["redoubt inject", model, "--dataset DATASET", "--output DIR"]
    words.append("--targets \(targets.replacing(", ", with: ","))")
    let options = [
      ("--fault", "fault"), ("--stratify", "stratify"), ("--bit-error-rate", "bitErrorRate"),
      ("--decision", "decision"), ("--board", "board"), ("--rounding", "rounding"),
    ]
    for (option, key) in options {
      if let value = campaign.fact(key) {
        words.append("\(option) \(value.contains(">") ? "'\(value)'" : value)")
      }
    }
    switch campaign.fact("sampling") {
    case "count": words.append("--count \(campaign.fact("count") ?? "")")
    case "exhaustive": words.append("--exhaustive")
    case "relative": words.append("--relative-margin \(campaign.fact("margin") ?? "")")
    case "sequential": words.append("--margin \(campaign.fact("margin") ?? "") --sequential")
    default: words.append("--margin \(campaign.fact("margin") ?? "")")
    }
    if campaign.fact("allInputs") == "true" { words.append("--all-inputs") }
    return (words + ["--seed \(seed)"]).joined(separator: " ")
  }
}
