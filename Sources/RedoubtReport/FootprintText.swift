import Foundation
import RedoubtBoards
import RedoubtFootprint

/// A model held against boards, as text.
public enum FootprintText {
  /// - Parameter isDetailed: Also lists the parts of each image and their regions.
  public static func text(
    _ fits: [BoardFit], form: DeploymentForm, name: String, isDetailed: Bool
  ) -> String {
    var table = TextTable([
      ("board", .left), ("core", .left), ("flash", .right), ("RAM", .right), ("stack", .right),
      ("latency", .right), ("fits", .left),
    ])
    for fit in fits {
      table.append([
        fit.board.name, fit.board.core.rawValue, NumberText.grouped(fit.footprint.flashBytes),
        NumberText.grouped(fit.footprint.sramBytes), NumberText.grouped(fit.footprint.stackBytes),
        fit.latency.map(latency) ?? "unknown", fit.fits ? "yes" : "no",
      ])
    }
    var text = "\(name), form \(form.rawValue): bytes, RAM without stack; estimated time of an inference\n\n"
    text += table.text
    if fits.contains(where: { $0.footprint.votes }) {
      text += "\nLatency is that without votes; 'redoubt firmware' counts their instructions.\n"
    }
    if isDetailed { for fit in fits { text += parts(fit) } }
    for fit in fits where !fit.fits {
      text += "\n\(fit.board.name) (\(fit.board.title)):\n"
      for sentence in fit.reasons + fit.remedies { text += "  \(sentence)\n" }
    }
    return text
  }

  private static func latency(_ latency: Latency) -> String {
    let error = (latency.high - latency.milliseconds) / max(latency.milliseconds, .leastNormalMagnitude)
    return (latency.isMeasured ? "" : "about ")
      + String(
        format: "%.*f ms ± %.0f %%", latency.milliseconds < 10 ? 2 : 1, latency.milliseconds, error * 100)
  }

  private static func parts(_ fit: BoardFit) -> String {
    var table = TextTable([("part", .left), ("bytes", .right), ("region", .left), ("of", .right)])
    for demand in fit.demands {
      let region = demand.region.flatMap { fit.board.region(named: $0) }
      table.append([
        demand.part.rawValue, NumberText.grouped(demand.bytes), region?.name ?? "none",
        region.map { NumberText.grouped($0.bytes) } ?? "",
      ])
    }
    let footprint = fit.footprint
    var text = "\n" + table.text
    text +=
      "\ncode \(NumberText.grouped(footprint.codeBytes)), model \(NumberText.grouped(footprint.modelBytes))"
    if footprint.bankBytes > 0 { text += ", replica banks 2 × \(NumberText.grouped(footprint.bankBytes))" }
    text += "; arena \(NumberText.grouped(footprint.arenaBytes))"
    if footprint.activationBankBytes > 0 {
      text += ", activation banks 2 × \(NumberText.grouped(footprint.activationBankBytes))"
    }
    text += "\n"
    if footprint.measuredCore != footprint.core {
      text += "code as measured on \(footprint.measuredCore.rawValue)\n"
    }
    if let latency = fit.latency {
      text +=
        "latency: \(NumberText.grouped(Int(latency.instructions))) instructions × "
        + String(format: "%.2f", latency.rate.cyclesPerInstruction)
        + " cycles (\(latency.rate.source)) at \(fit.board.clockMHz) MHz\n"
    }
    return text
  }
}
