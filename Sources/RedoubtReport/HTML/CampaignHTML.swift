import Foundation
import RedoubtFaults

/// Fault campaigns as parts of a page.
enum CampaignHTML {
  static func overview(_ campaigns: [CampaignReport]) -> String {
    var table = HTMLTable(
      [
        ("campaign", false), ("trials", true), ("SDC rate", true), ("SDC", true), ("DUE", true),
        ("detected", true),
      ], isStackedWhenNarrow: true)
    for one in campaigns {
      table.append([
        one.name, NumberText.grouped(one.counts.injections), one.sdc.map { RateText.text($0) } ?? "–",
        NumberText.grouped(one.counts.silentCorruptions), NumberText.grouped(one.counts[.due]),
        NumberText.grouped(one.counts[.detected]),
      ])
    }
    return table.html
  }

  static func section(_ campaign: CampaignReport, isAlone: Bool) -> String {
    var html = isAlone ? "" : "<h2>\(MarkupText.escape(campaign.name))</h2>\n"
    if !campaign.isComplete {
      html +=
        "<p class=\"warning\">Incomplete: the campaign has no summary yet. What follows is of the trials"
      html += " made so far; an exhaustive or stratified campaign may have left out whole groups.</p>\n"
    }
    html += cards(campaign)
    html += outcomes(campaign)
    // Where many bits change at once, no trial has a layer.
    if let table = campaign.table(by: .layerAndBit), table.rows.contains(where: { $0.group.first != .max }) {
      html += "<h3>SDC rate by layer and bit</h3>\n"
      html +=
        "<p class=\"note\">Percent of the trials that changed the decision; an empty box had trials, and none did."
      html += " \(note(table))</p>\n"
      html += "<div class=\"figure\">\(HeatMapSVG.svg(table))</div>\n" + rates(table, "Layers and bits")
    }
    if let table = campaign.table(by: .region), !table.rows.isEmpty {
      html += "<h3>Outcomes by region</h3>\n<p class=\"note\">\(note(table))</p>\n"
      html += OutcomeBars.html(table) + rates(table, "Regions")
    }
    if !campaign.convergence.isEmpty {
      html += "<h3>Convergence</h3>\n<p class=\"note\">The estimate after the first n trials, with its"
      html += " \(percent(campaign.confidence)) interval at that number;"
      html +=
        campaign.design == .sequential
        ? " they hold all at once.</p>\n" : " they do not hold all at once.</p>\n"
      html += "<div class=\"figure\">\(ConvergenceSVG.svg(campaign.convergence))</div>\n"
      html += convergenceTable(campaign.convergence)
    }
    html += furtherTables(campaign)
    html +=
      facts("What came out", campaign.summary) + facts("What determines the campaign", campaign.manifest)
    return html
  }

  private static func cards(_ campaign: CampaignReport) -> String {
    func card(_ value: String, _ meaning: String) -> String {
      "<div class=\"card\"><b>\(MarkupText.escape(value))</b><span>\(MarkupText.escape(meaning))</span></div>\n"
    }
    let counts = campaign.counts
    var html = "<div class=\"cards\">\n"
    html += card(campaign.sdc.map { RateText.rate($0) } ?? "–", sdcText(campaign))
    if let live = campaign.liveSDC {
      html += card(
        RateText.rate(live),
        "SDC over live sites: \(RateText.text(live)), n = \(NumberText.grouped(campaign.liveCounts.injections))"
      )
    }
    html += card(NumberText.grouped(counts[.critical]), "right decisions turned wrong (critical SDC)")
    html += card(NumberText.grouped(counts[.due]), "traps, hangs, wild accesses (DUE)")
    html += card(NumberText.grouped(counts.injections), "trials, \(designText(campaign.design))")
    return html + "</div>\n"
  }

  private static func sdcText(_ campaign: CampaignReport) -> String {
    guard let sdc = campaign.sdc else { return "SDC over all sites: no estimate" }
    let text = RateText.text(
      sdc, events: campaign.counts.silentCorruptions, trials: campaign.counts.injections,
      confidence: campaign.confidence)
    return "SDC over all sites: \(text)" + (sdc.isExact ? "" : "; \(percent(campaign.confidence)) interval")
  }

  private static func designText(_ design: SamplingDesign) -> String {
    switch design {
    case .simple: "drawn from the whole population"
    case .sequential: "drawn until the interval was narrow enough"
    case .allInputs(let count): "faults on all \(NumberText.grouped(count)) inputs each"
    case .stratified(let grouping): "stratified by \(grouping.words)"
    case .exhaustive: "every one that exists"
    }
  }

  private static func outcomes(_ campaign: CampaignReport) -> String {
    var table = HTMLTable([("outcome", false), ("trials", true), ("share", true), ("at live sites", true)])
    let all = max(1, campaign.counts.injections)
    for outcome in Outcome.allCases {
      let count = campaign.counts[outcome]
      table.append([
        outcome.title, NumberText.grouped(count), NumberText.percent(Double(count) / Double(all)),
        NumberText.grouped(campaign.liveCounts[outcome]),
      ])
    }
    table.append([
      "all", NumberText.grouped(campaign.counts.injections), "",
      NumberText.grouped(campaign.liveCounts.injections),
    ])
    var html = "<h3>Outcomes</h3>\n" + table.html
    if case .stratified = campaign.design {
      html += "<p class=\"note\">Shares of the trials made: strata count here as they were sampled, not"
      html += " as they weigh in the population.</p>\n"
    }
    return html
  }

  private static func furtherTables(_ campaign: CampaignReport) -> String {
    let titles: [(Grouping, String)] = [
      (.layer, "Layers"), (.bit, "Bits"), (.target, "Targets"), (.label, "Classes"), (.unit, "Units"),
    ]
    var html = ""
    for (grouping, title) in titles {
      guard let table = campaign.table(by: grouping), table.rows.count > 1 else { continue }
      html += rates(table, title, note: table.note)
    }
    return html.isEmpty ? "" : "<h3>Further tables</h3>\n" + html
  }

  /// At most this many rows of a table go into the page; units of a large network are many thousands.
  private static let rowLimit = 1000

  private static func rates(_ table: CampaignTable, _ title: String, note: String = "") -> String {
    var text = HTMLTable([
      (table.grouping.words, false), ("trials", true), ("live", true), ("SDC", true),
      ("SDC, all sites", true),
      ("SDC, live sites", true), ("critical", true), ("DUE", true), ("detected", true), ("tolerable", true),
    ])
    let rows = table.rows
    for row in rows.prefix(rowLimit) {
      text.append([
        row.group.name, NumberText.grouped(row.counts.injections),
        NumberText.grouped(row.liveCounts.injections),
        NumberText.grouped(row.counts.silentCorruptions), row.rate().map { RateText.text($0) } ?? "–",
        row.liveRate().map { RateText.text($0) } ?? "–", NumberText.grouped(row.counts[.critical]),
        NumberText.grouped(row.counts[.due]), NumberText.grouped(row.counts[.detected]),
        NumberText.grouped(row.counts[.tolerable]),
      ])
    }
    let left = rows.count - rowLimit
    let more = left > 0 ? "\(NumberText.grouped(left)) more rows are in trials.csv. " : ""
    return text.html(titled: title, note: more + note)
  }

  private static func convergenceTable(_ points: [ConvergencePoint]) -> String {
    var table = HTMLTable([("trials", true), ("SDC rate", true)])
    for point in points { table.append([NumberText.grouped(point.trials), RateText.text(point.estimate)]) }
    return table.html(titled: "Points of the curve")
  }

  private static func facts(_ title: String, _ facts: [CampaignReport.Fact]) -> String {
    guard !facts.isEmpty else { return "" }
    var table = HTMLTable([("key", false), ("value", false)])
    for fact in facts { table.append([fact.key, fact.value]) }
    return "<div class=\"facts\">\(table.html(titled: title, isOpen: false))</div>\n"
  }

  private static func note(_ table: CampaignTable) -> String { MarkupText.escape(table.note) }
  private static func percent(_ share: Double) -> String { String(format: "%g %%", share * 100) }
}
