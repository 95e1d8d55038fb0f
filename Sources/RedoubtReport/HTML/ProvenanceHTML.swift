/// What made the report: tool, files by their digests, commands.
enum ProvenanceHTML {
  static func section(_ report: EvidenceReport) -> String {
    guard !report.tool.isEmpty || !report.networks.isEmpty || !report.commands.isEmpty else { return "" }
    var table = HTMLTable([("what", false), ("value", false)])
    if !report.tool.isEmpty { table.append(["tool", report.tool]) }
    for network in report.networks { table.append(["SHA-256 of \(network.name)", network.digest]) }
    for ranking in report.rankings {
      let seed = ranking.provenance?.seed.map { ", seed \($0)" } ?? ""
      table.append(["ranking \(ranking.score.rawValue)\(seed)", "of the model \(ranking.modelDigest)"])
    }
    var html = "<h2>Where this comes from</h2>\n<div class=\"facts\">\(table.html)</div>\n"
    if !report.commands.isEmpty {
      let lines = report.commands.map(MarkupText.escape).joined(separator: "\n")
      html += "<h3>Commands</h3>\n<pre>\(lines)</pre>\n"
    }
    return html
  }
}
