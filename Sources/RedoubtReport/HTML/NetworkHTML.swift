import RedoubtModel

/// A network: what it needs, who owns its bytes, and its plan of the arena.
enum NetworkHTML {
  /// - Parameter other: A network before it on the page, whose arena plan is the same.
  static func section(
    _ network: EvidenceReport.Network, samePlanAs other: EvidenceReport.Network? = nil
  ) -> String {
    let (summary, plan) = (network.summary, network.summary.plan)
    let name = MarkupText.escape(network.name)
    var html = "<h2>\(name)</h2>\n"
    html += "<p class=\"note\">\(NumberText.grouped(summary.operators.count)) operators,"
    html += " \(NumberText.grouped(summary.macs)) MACs; flash \(NumberText.kibibytes(summary.fileBytes)),"
    html += " arena \(NumberText.kibibytes(plan.requiredBytes)), of which tensors"
    html += " \(NumberText.kibibytes(plan.arenaBytes)) (no plan can do with less than"
    html += " \(NumberText.kibibytes(plan.arenaLowerBoundBytes))).</p>\n"
    html += "<h3>Memory map</h3>\n"
    html += MemoryMapStrip.html("Flash: the model file", MemoryMapStrip.file(network.map), name)
    html += MemoryMapStrip.html("SRAM: the interpreter's memory", MemoryMapStrip.ram(network.map), name)
    html += BoardsHTML.html(network.boards) + "<h3>Arena plan</h3>\n"
    if let other {
      return html + "<p class=\"note\">The same as that of \(MarkupText.escape(other.name)).</p>\n"
    }
    html += "<div class=\"figure\"><div class=\"scroll\">"
    html += MemoryPlanSVG.text(summary, name: network.name, isEmbedded: true) + "</div></div>\n"
    return html + placements(summary)
  }

  private static func placements(_ summary: ModelSummary) -> String {
    var table = HTMLTable([
      ("tensor", false), ("role", false), ("offset", true), ("bytes", true), ("operators", false),
    ])
    for one in summary.placements {
      table.append([
        one.tensor.map { $0.name.isEmpty ? "tensor \($0.index)" : $0.name } ?? "scratch", one.role.rawValue,
        NumberText.grouped(one.offset), NumberText.grouped(one.byteCount), TensorText.steps(one.steps),
      ])
    }
    return table.html(titled: "The plan as a table", isOpen: false)
  }
}
