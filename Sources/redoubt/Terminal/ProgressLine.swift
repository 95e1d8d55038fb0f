import Foundation

/// One line that tells how far long work is, on a terminal only: done/total, rate, time left.
final class ProgressLine {
  private let console: Console
  private let what: String
  private let start = ContinuousClock().now
  private var lastDrawn = ContinuousClock().now
  private var isDrawn = false
  /// What was done before this process, as the first update tells.
  private var doneBefore: Int?

  /// - Parameter what: What is counted, e.g. "records".
  init(_ what: String, console: Console) {
    self.what = what
    self.console = console
  }

  /// Shows the state, at most ten times a second; throws when somebody has asked to stop.
  ///
  /// - Parameter count: 0 where nobody knows how many there will be.
  func update(_ done: Int, of count: Int) throws(Interrupted) {
    try Interruption.check()
    let before = doneBefore ?? done
    doneBefore = before
    let now = ContinuousClock().now
    guard console.diagnosticsAreWatched, lastDrawn.duration(to: now) > .milliseconds(100) else { return }
    lastDrawn = now
    isDrawn = true
    let spent = start.duration(to: now) / .seconds(1)
    let rate = Double(done - before) / spent
    let left = done > before && count > 0 ? String(format: ", %.0f s left", Double(count - done) / rate) : ""
    let goal = count > 0 ? "/\(count)" : ""
    // Carriage return, text, erase to the end of the line.
    console.writeDiagnostics("\r\(done)\(goal) \(what), \(String(format: "%.1f", rate))/s\(left)\u{1b}[K")
  }

  /// Takes the line away, so that results start on a clean one.
  func finish() {
    if isDrawn { console.writeDiagnostics("\r\u{1b}[K") }
    isDrawn = false
  }
}
