import Foundation
import RedoubtFaults

/// The result of a campaign as text.
public enum CampaignText {
  /// Counts, rates with their intervals, accuracy and speed.
  public static func text(_ summary: CampaignSummary, _ timing: CampaignDirectory.Timing) -> String {
    let confidence = NumberText.percent(summary.confidence).replacingOccurrences(of: ".00", with: "")
    var text = "\(NumberText.grouped(summary.injections)) injections of a population of"
    text += " \(NumberText.grouped(summary.population)) (\(NumberText.grouped(summary.sites)) sites,"
    text +=
      " \(NumberText.grouped(summary.inputs)) inputs); \(NumberText.grouped(summary.simulated)) simulated,"
    text += " \(NumberText.grouped(summary.maskedByConstruction)) masked by construction\n\n"
    var table = TextTable([("outcome", .left), ("injections", .right), ("share", .right)])
    let rows = [
      ("masked", summary.masked), ("corrected", summary.corrected), ("tolerable", summary.tolerable),
      ("SDC, critical", summary.critical), ("SDC, beneficial", summary.beneficial),
      ("SDC, neutral", summary.neutral), ("detected", summary.detected), ("DUE", summary.due),
    ]
    for (name, count) in rows {
      let share = summary.injections > 0 ? Double(count) / Double(summary.injections) : 0
      table.append([name, NumberText.grouped(count), percent(share)])
    }
    text += table.text + "\n"
    text += "SDC rate over all sites \(percent(summary.sdcRate))"
    if summary.sdcLow != summary.sdcHigh {
      text += ", \(confidence) interval \(percent(summary.sdcLow)) to \(percent(summary.sdcHigh))"
    }
    text += " (\(summary.interval))\n"
    if let rate = summary.liveSdcRate, let low = summary.liveSdcLow, let high = summary.liveSdcHigh,
      summary.maskedByConstruction > 0
    {
      text += "SDC rate over live sites \(percent(rate)), interval \(percent(low)) to \(percent(high))\n"
    }
    if let bound = summary.upperBoundWithoutEvents {
      text += "no SDC was seen: rates above \(percent(bound)) are excluded with \(confidence)\n"
    }
    if let share = summary.faultsWithSdc {
      text += "faults with an SDC on at least one input: \(percent(share))\n"
    }
    if let golden = summary.goldenAccuracy, let faulty = summary.faultyAccuracy {
      text +=
        "accuracy \(percent(golden)) without faults, \(percent(faulty)) with one fault (or one set) per inference\n"
    }
    if summary.tied > 0 { text += "\(NumberText.grouped(summary.tied)) trials with a tied decision\n" }
    if !summary.strata.isEmpty { text += "\n" + strata(summary) }
    if !summary.emptyStrata.isEmpty {
      text += "without a trial: \(summary.emptyStrata.joined(separator: ", "))\n"
    }
    text +=
      "\(NumberText.duration(timing.seconds)), \(NumberText.grouped(Int(timing.rate))) injections per second\n"
    return text
  }

  private static func strata(_ summary: CampaignSummary) -> String {
    var table = TextTable([
      ("stratum", .left), ("share", .right), ("injections", .right), ("SDC", .right), ("rate", .right),
      ("interval", .left),
    ])
    for part in summary.strata {
      table.append([
        part.name, percent(part.share), NumberText.grouped(part.injections), NumberText.grouped(part.sdc),
        part.estimate.map { percent($0.rate) } ?? "",
        part.estimate.map { "\(percent($0.low)) to \(percent($0.high))" } ?? "",
      ])
    }
    return table.text
  }

  /// Small rates need more digits than shares of a hundred.
  private static func percent(_ share: Double) -> String {
    share != 0 && abs(share) < 0.01 ? String(format: "%.4f %%", share * 100) : NumberText.percent(share)
  }
}
