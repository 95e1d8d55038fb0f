import Foundation
import RedoubtFaults
import RedoubtHardening

/// A study as a section of a page.
enum StudyHTML {
  /// All of one study, without a headline.
  static func section(_ study: StudyResult) -> String {
    let options = study.manifest.options
    var html = cards(study)
    html += "<h3>Silent corruption that is left, over its cost</h3>\n"
    html +=
      "<p class=\"note\">A point per fraction of the units; lines through points are 95 % intervals. Hover for"
    html += " numbers.</p>\n"
    html += ScoreStyle.legend(options.scores)
    for cost in ParetoSVG.Cost.allCases {
      let picture = ParetoSVG.svg(study, cost, byFIT: false)
      if !picture.isEmpty { html += "<div class=\"figure\">\(picture)</div>\n" }
    }
    if study.targets.count > 1 {
      html += "<h3>The same, weighted by failures in 10⁹ hours</h3>\n"
      html += "<div class=\"figure\">\(ParetoSVG.svg(study, .instructions, byFIT: true))</div>\n"
    }
    for basis in StudyCell.Basis.allCases {
      html += "<h3>\(MarkupText.escape(StudyText.title(basis, options)))</h3>\n"
      html += rows(study, basis)
    }
    html += "<h3>Per target</h3>\n" + targets(study)
    for note in StudyText.notes(study) { html += "<p class=\"note\">\(MarkupText.escape(note))</p>\n" }
    return html + assumptions(study)
  }

  private static func cards(_ study: StudyResult) -> String {
    func card(_ value: String, _ meaning: String) -> String {
      "<div class=\"card\"><b>\(MarkupText.escape(value))</b><span>\(MarkupText.escape(meaning))</span></div>\n"
    }
    var html = "<div class=\"cards\">\n"
    for one in study.targets {
      html += card(
        RateText.rate(one.rate),
        "SDC of \(one.target.rawValue) without protection: \(RateText.text(one.rate)), n = \(NumberText.grouped(one.trials))"
      )
    }
    html += card(NumberText.grouped(study.unitsTotal), "units, \(study.manifest.options.scheme.name)")
    return html + "</div>\n"
  }

  private static func rows(_ study: StudyResult, _ basis: StudyCell.Basis) -> String {
    var table = HTMLTable([
      ("fraction", true), ("score", false), ("units", true), ("predicted", true), ("SDC removed", true),
      ("by FIT", true), ("more than random, points", true), ("p", true), ("flash", true), ("SRAM", true),
      ("instructions", true), ("MACs", true), ("right with wrong weights", true),
    ])
    for fraction in study.manifest.options.fractions {
      for score in study.manifest.options.scores {
        guard let row = study.row(score, basis, fraction) else { continue }
        let comparison = study.comparison(row)
        table.append([
          StudyText.share(fraction), score.rawValue, NumberText.grouped(Int(row.units.rounded())),
          StudyText.share(row.predictedDrop), StudyText.shares(row.drop), StudyText.shares(row.fitDrop),
          comparison.map { StudyText.points($0.advantage) } ?? "–",
          comparison.map { StudyText.probability($0.adjustedPValue) } ?? "–",
          NumberText.grouped(Int(row.flashBytes.rounded())), NumberText.grouped(Int(row.sramBytes.rounded())),
          StudyText.share(row.instructionOverhead), StudyText.share(row.macOverhead),
          row.bitErrorAccuracy.map { StudyText.shares($0) } ?? "–",
        ])
      }
    }
    return table.html(titled: StudyText.title(basis, study.manifest.options))
  }

  private static func targets(_ study: StudyResult) -> String {
    var table = HTMLTable(
      [("fraction", true), ("score", false)] + study.targets.map { ("\($0.target.rawValue) removed", true) })
    for fraction in study.manifest.options.fractions {
      for score in study.manifest.options.scores {
        guard let row = study.row(score, .units, fraction) else { continue }
        table.append(
          [StudyText.share(fraction), score.rawValue]
            + row.targets.map { $0.drop.map { StudyText.shares($0) } ?? "no SDC" })
      }
    }
    return table.html(titled: "SDC removed by target, equal units")
  }

  private static func assumptions(_ study: StudyResult) -> String {
    var table = HTMLTable(
      [("assumption", false), ("value", false), ("source", false)], isStackedWhenNarrow: true)
    for one in study.assumptions { table.append([one.quantity, one.value, one.source]) }
    let manifest = study.manifest
    var facts = HTMLTable([("what determines the study", false), ("", false)])
    facts.append(["model", manifest.model])
    facts.append([
      "inputs", "\(NumberText.grouped(manifest.evaluation.count)), \(manifest.evaluation.digest)",
    ])
    facts.append([
      "ranking inputs", "\(NumberText.grouped(manifest.ranking.count)), \(manifest.ranking.digest)",
    ])
    facts.append(["records in both", "\(manifest.sharedRecords)"])
    facts.append(["seeds", "\(manifest.options.seed), ranking \(manifest.options.rankingSeed)"])
    facts.append(["trials of each target", NumberText.grouped(manifest.options.count)])
    facts.append(["random plans", "\(manifest.options.randomPlans)"])
    facts.append(["board", manifest.board])
    return
      "<h3>Assumptions</h3>\n<div class=\"facts\">\(table.html)</div>\n<div class=\"facts\">\(facts.html)</div>\n"
  }
}
