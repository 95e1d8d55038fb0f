import RedoubtFaults

/// The sentence that a reader takes home, first on the page, and what it rests on.
enum HeadlineHTML {
  static func html(_ comparison: EvidenceComparison) -> String {
    let pairs = comparison.pairs
    var html = "<p class=\"headline\">\(MarkupText.escape(comparison.sentence))</p>\n"
    html += "<p class=\"note\">The same \(NumberText.grouped(pairs.all.trials)) faults on both networks:"
    html += " \(MarkupText.escape(PairedText.sentence(pairs.all))).</p>\n"
    var table = HTMLTable(
      [
        ("target", false), ("faults", true), ("SDC plain", true), ("SDC hardened", true), ("corrected", true),
        ("only plain", true), ("only hardened", true),
      ], isStackedWhenNarrow: true)
    for row in pairs.targets {
      func rate(_ counts: OutcomeCounts) -> String {
        PairedText.estimate(counts).map { RateText.text($0) } ?? "–"
      }
      table.append([
        row.target, NumberText.grouped(row.trials), rate(row.plain), rate(row.hardened),
        NumberText.grouped(row.hardened[.corrected]), NumberText.grouped(row.onlyPlain),
        NumberText.grouped(row.onlyHardened),
      ])
    }
    return html + table.html(titled: "By target")
  }
}
