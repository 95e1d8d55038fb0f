import RedoubtFaults

/// The sentence that a reader takes home, first on the page.
enum HeadlineHTML {
  static func html(_ comparison: EvidenceComparison) -> String {
    var html = "<p class=\"headline\">\(MarkupText.escape(comparison.sentence))</p>\n"
    if let drop = comparison.drop {
      let meaning =
        drop.low > 0
        ? "the drop is beyond chance"
        : "the interval holds zero: more trials are needed to tell the two apart"
      html += "<p class=\"note\">Same faults on both: drop of \(RateText.text(drop)) in percentage points;"
      html += " \(meaning).</p>\n"
    }
    return html
  }
}
