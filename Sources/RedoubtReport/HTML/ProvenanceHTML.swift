import RedoubtFaults
import RedoubtHardening

/// What made the report: tool, files by their digests, commands that give the same trials again.
enum ProvenanceHTML {
  static func section(_ report: EvidenceReport) -> String {
    guard !report.tool.isEmpty || !report.networks.isEmpty else { return "" }
    var table = HTMLTable([("what", false), ("value", false)])
    if !report.tool.isEmpty { table.append(["tool", report.tool]) }
    for network in report.networks {
      table.append(["SHA-256 of \(network.name)", network.digest])
      if let origin = network.origin {
        table.append([
          "\(network.name) was made by",
          "\(origin.tool) from a network with SHA-256 \(origin.source), calibrated on"
            + " \(NumberText.grouped(origin.records)) records with SHA-256 \(origin.calibration); method \(origin.method):"
            + " \(origin.chosen)",
        ])
      }
    }
    for ranking in report.rankings {
      let seed = ranking.provenance?.seed.map { ", seed \($0)" } ?? ""
      table.append(["ranking \(ranking.score.rawValue)\(seed)", "of the model \(ranking.modelDigest)"])
    }
    var html = "<h2>Where this comes from</h2>\n<div class=\"facts\">\(table.html)</div>\n"
    let commands =
      report.rankings.map { command($0, report) } + report.campaigns.compactMap { command($0, report) }
      + (report.comparison.map { [command($0.pairs, report)] } ?? [])
      + report.studies.map { command($0.result.manifest, report) }
    if !commands.isEmpty {
      html +=
        "<h3>The same numbers again</h3>\n<pre>\(MarkupText.escape(commands.joined(separator: "\n")))</pre>\n"
    }
    return html
  }

  private static func name(_ digest: String, _ report: EvidenceReport) -> String {
    report.network(digest: digest)?.name ?? "MODEL"
  }

  private static func command(_ ranking: Ranking, _ report: EvidenceReport) -> String {
    let provenance = ranking.provenance
    var words = ["redoubt rank", name(ranking.modelDigest, report)]
    if provenance?.records != nil { words.append("--dataset DATASET") }
    words.append("--score \(ranking.score.rawValue)")
    if provenance?.perClass == true { words.append("--per-class") }
    if let trials = provenance?.trialsPerPart { words.append("--count \(trials)") }
    if let seed = provenance?.seed { words.append("--seed \(seed)") }
    return (words + ["--output RANKING.json"]).joined(separator: " ")
  }

  private static func command(_ pairs: PairedSummary, _ report: EvidenceReport) -> String {
    let targets = pairs.targets.map(\.target).joined(separator: ",")
    return "redoubt compare \(name(pairs.plainDigest, report)) \(name(pairs.hardenedDigest, report))"
      + " --dataset DATASET --targets \(targets) --count \(pairs.targets.first?.trials ?? 0) --seed \(pairs.seed)"
  }

  private static func command(_ study: StudyManifest, _ report: EvidenceReport) -> String {
    let options = study.options
    func list(_ values: [String]) -> String { values.joined(separator: ",") }
    return
      "redoubt study \(name(study.model, report)) --dataset DATASET --ranking-dataset DATASET --output DIR"
      + " --scores \(list(options.scores.map(\.rawValue)))"
      + " --fractions \(list(options.fractions.map { "\($0)" }))"
      + " --scheme \(options.scheme.name)\(options.withPlanes ? " --planes" : "")"
      + " --targets \(list(options.targets.map(\.rawValue))) --count \(options.count)"
      + " --ranking-count \(options.trialsPerPart) --seed \(options.seed) --ranking-seed \(options.rankingSeed)"
      + " --random-plans \(options.randomPlans) --cost \(options.costBasis.rawValue)"
      + " --bit-error-rate \(options.bitErrorRate.map { "\($0)" } ?? "0") --board \(study.board)"
  }

  /// What gives a campaign's trials; nil where the manifest does not say enough.
  private static func command(_ campaign: CampaignReport, _ report: EvidenceReport) -> String? {
    guard let seed = campaign.fact("seed"), let targets = campaign.fact("targets") else { return nil }
    let model = name(campaign.fact("model.digest") ?? "", report)
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
