import Foundation
import RedoubtFootprint

/// Which boards a network fits, as firmware with the interpreter.
enum BoardsHTML {
  static func html(_ fits: [BoardFit]) -> String {
    guard !fits.isEmpty else { return "" }
    var table = HTMLTable(
      [
        ("board", false), ("core", false), ("flash", true), ("RAM", true), ("stack", true),
        ("inference", true), ("fits", false),
      ], isStackedWhenNarrow: true)
    for fit in fits {
      let footprint = fit.footprint
      table.append([
        fit.board.title, fit.board.core.rawValue, NumberText.kibibytes(footprint.flashBytes),
        NumberText.kibibytes(footprint.sramBytes), NumberText.kibibytes(footprint.stackBytes),
        fit.latency.map { String(format: "%.3g ms [%.3g, %.3g]", $0.milliseconds, $0.low, $0.high) }
          ?? "unknown",
        fit.fits ? "yes" : "no: " + fit.reasons.joined(separator: " "),
      ])
    }
    let votes = fits.contains { $0.footprint.votes } ? " They are those without votes." : ""
    return "<h3>Boards</h3>\n<p class=\"note\">As firmware with the interpreter; RAM without stack; times are"
      + " estimates.\(votes)</p>\n" + table.html
  }
}
