import Foundation
import RedoubtFaults

/// Rates with their intervals, as people read them.
public enum RateText {
  /// "1.83 % [1.41, 2.31]"; two digits of the interval's half width. "1.83 % (exact)" where every trial was made.
  public static func text(_ estimate: RateEstimate) -> String {
    let digits = digits(estimate)
    func percent(_ share: Double) -> String { String(format: "%.\(digits)f", share * 100) }
    if estimate.isExact { return "\(percent(estimate.rate)) % (exact)" }
    return "\(percent(estimate.rate)) % [\(percent(estimate.low)), \(percent(estimate.high))]"
  }

  /// The rate alone, with the same digits: "1.83 %".
  public static func rate(_ estimate: RateEstimate) -> String {
    String(format: "%.\(digits(estimate))f %%", estimate.rate * 100)
  }

  /// The rate with its number of trials; without an event the bound beside it.
  public static func text(_ estimate: RateEstimate, events: Int, trials: Int, confidence: Double = 0.95)
    -> String
  {
    var text = "\(self.text(estimate)), n = \(NumberText.grouped(trials))"
    if events == 0, trials > 0, !estimate.isExact {
      let bound = RateEstimate.upperBoundWithoutEvents(trials: trials, confidence: confidence)
      text += String(format: "; no event: below %.2g %% with %g %% confidence", bound * 100, confidence * 100)
    }
    return text
  }

  private static func digits(_ estimate: RateEstimate) -> Int {
    if estimate.isExact { return 3 }
    let half = (estimate.high - estimate.low) * 50
    return half > 0 ? min(8, max(0, 1 - Int(log10(half).rounded(.down)))) : 2
  }
}
