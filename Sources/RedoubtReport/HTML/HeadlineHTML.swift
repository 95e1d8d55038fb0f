import Foundation
import RedoubtFaults

/// The sentence that a reader takes home, first on the page.
enum HeadlineHTML {
  static func html(_ comparison: EvidenceComparison) -> String {
    var html = "<p class=\"headline\">\(MarkupText.escape(comparison.sentence))</p>\n"
    if let drop = comparison.drop, let paired = comparison.paired {
      let meaning =
        drop.low > 0
        ? "the drop is beyond chance"
        : "the interval holds zero: more trials are needed to tell the two apart"
      html += "<p class=\"note\">The same \(NumberText.grouped(paired.pairs)) faults on both:"
      html += " \(NumberText.grouped(paired.onlyFirst)) corrupt only the plain network,"
      html += " \(NumberText.grouped(paired.onlySecond)) only the hardened one. Drop \(RateText.text(drop)),"
      html += " p = \(String(format: "%.2g", paired.pValue)) (McNemar, exact): \(meaning).</p>\n"
    }
    return html
  }
}
