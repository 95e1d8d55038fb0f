import Foundation
import RedoubtFaults
import RedoubtHardening

/// The result of a study as text.
public enum StudyText {
  /// Fractions that are shown of a study with more than these: the rest is in its table.
  private static let shown = [0.05, 0.1, 0.2, 0.4, 1]

  /// Targets, both tables, and what a reader has to know.
  public static func text(_ study: StudyResult) -> String {
    let options = study.manifest.options
    var text = "\(NumberText.grouped(study.unitsTotal)) units, \(options.scheme.name)"
    text += options.withPlanes ? ", planes tmr-activations" : ""
    text += "; \(NumberText.grouped(study.manifest.evaluation.count)) inputs, ranked on"
    text +=
      " \(NumberText.grouped(study.manifest.ranking.count)) others; rates of board \(study.manifest.board)\n\n"
    text += targets(study) + "\n"
    for basis in StudyCell.Basis.allCases {
      text += title(basis, options) + "\n" + table(study, basis) + "\n"
    }
    text += notes(study).map { $0 + "\n" }.joined()
    return text
  }

  static func title(_ basis: StudyCell.Basis, _ options: StudyOptions) -> String {
    switch basis {
    case .units: "Equal units"
    case .cost:
      "Equal cost: as much added \(costName(options.costBasis)) as random plans of the fraction have on average"
    }
  }

  static func costName(_ basis: CostBasis) -> String {
    switch basis {
    case .time: "target instructions"
    case .flash: "flash"
    case .sram: "SRAM"
    }
  }

  private static func targets(_ study: StudyResult) -> String {
    var table = TextTable([
      ("target", .left), ("trials", .right), ("SDC", .right), ("rate", .left), ("SDC FIT", .right),
    ])
    for one in study.targets {
      table.append([
        one.target.rawValue, NumberText.grouped(one.trials), NumberText.grouped(one.sdc),
        RateText.text(one.rate), String(format: "%.3g", one.sdcFit),
      ])
    }
    return table.text
  }

  private static func table(_ study: StudyResult, _ basis: StudyCell.Basis) -> String {
    var table = TextTable([
      ("fraction", .right), ("score", .left), ("units", .right), ("predicted", .right),
      ("SDC removed", .left), ("by FIT", .left), ("more than random", .left), ("p", .right),
      ("flash", .right), ("SRAM", .right), ("instr.", .right), ("wrong weights", .left),
    ])
    let all = study.manifest.options.fractions
    let some = all.filter { shown.contains($0) }
    for fraction in all.count <= shown.count || some.isEmpty ? all : some {
      for score in study.manifest.options.scores {
        guard let row = study.row(score, basis, fraction) else { continue }
        let comparison = study.comparison(row)
        table.append([
          share(fraction), score.rawValue, NumberText.grouped(Int(row.units.rounded())),
          share(row.predictedDrop), shares(row.drop), shares(row.fitDrop),
          comparison.map { points($0.advantage) } ?? "",
          comparison.map { probability($0.adjustedPValue) } ?? "",
          NumberText.grouped(Int(row.flashBytes.rounded())),
          NumberText.grouped(Int(row.sramBytes.rounded())), share(row.instructionOverhead),
          row.bitErrorAccuracy.map { shares($0) } ?? "",
        ])
      }
    }
    return table.text
  }

  /// What a reader has to know, a sentence or two each.
  static func notes(_ study: StudyResult) -> [String] {
    let options = study.manifest.options
    var notes = [
      "SDC removed: share of the silent corruption without protection that the same faults no longer cause, all targets"
        + " counted alike; by FIT: weighted by upsets in 10⁹ hours. 95 % intervals.",
      "More than random: SDC rate that is left by \(options.randomPlans) random plans on average, minus what the score"
        + " leaves, in percentage points; 95 % together for all scores of a fraction (Bonferroni). p: exact McNemar"
        + " tests against each random plan, joined, adjusted for the scores (Holm).",
    ]
    if let rate = options.bitErrorRate {
      notes.append(
        "Wrong weights: inferences decided right when each stored bit of weights and biases, replicas included, is"
          + " wrong with probability \(rate); without such bits"
          + " \(study.accuracy.map { share($0) } ?? "all count as right").")
    }
    if !study.manifest.hasDistinctBanks {
      notes.append(
        "Board \(study.manifest.board) has no bank of its own for each copy: an event that flips several bits may hit"
          + " two of them, which single flips do not show.")
    }
    if let shortfall = shortfall(study) { notes.append(shortfall) }
    let checked = study.rows.reduce(0) { $0 + $1.checked }
    let strayed = study.rows.reduce(0) { $0 + $1.strayed }
    notes.append(
      "\(NumberText.grouped(checked)) trials were run again on the hardened files;"
        + (strayed == 0
          ? " all ended as listed."
          : " \(NumberText.grouped(strayed)) ended otherwise, all with a struck index that reads outside its tensor, where"
            + " each file holds something else."))
    return notes
  }

  /// Where the measured score is behind another by more than chance, and what it had to go by.
  private static func shortfall(_ study: StudyResult) -> String? {
    let behind = study.comparisons.filter { $0.score == .injection && $0.behindBest.low > 0 }
    guard let worst = behind.max(by: { $0.behindBest.rate < $1.behindBest.rate }), !study.targets.isEmpty
    else {
      return nil
    }
    let trials = study.manifest.options.trialsPerPart
    let rate = study.targets.reduce(0) { $0 + $1.rate.rate } / Double(study.targets.count)
    return
      "injection leaves \(points(worst.behindBest)) points more than the best score at \(share(worst.fraction)) of"
      + " the units (equal \(worst.basis.rawValue)). It had \(trials) trials for each part of a unit, and"
      + String(format: " %.2f %% of all trials without protection", rate * 100)
      + String(format: " are corrupted: about %.1f of a part's.", rate * Double(trials))
      + " With few, units are ordered by their operator's rate and their size; --ranking-count gives it more."
  }

  static func share(_ value: Double) -> String { String(format: "%.1f %%", value * 100) }

  static func shares(_ estimate: RateEstimate) -> String {
    String(format: "%.1f %% [%.1f, %.1f]", estimate.rate * 100, estimate.low * 100, estimate.high * 100)
  }

  /// Percentage points of a rate, which is small.
  static func points(_ estimate: RateEstimate) -> String {
    String(format: "%+.3f [%.3f, %.3f]", estimate.rate * 100, estimate.low * 100, estimate.high * 100)
  }

  static func probability(_ value: Double) -> String {
    value < 1e-4 ? "< 0.0001" : String(format: "%.4f", value)
  }
}

extension JSONValue {
  /// What a study found, in short; `study.json` has all of it.
  public init(_ study: StudyResult, path: String) {
    self = [
      "output": .string(path), "unitsTotal": .integer(study.unitsTotal),
      "scheme": .string(study.manifest.options.scheme.name),
      "targets": .array(
        study.targets.map {
          [
            "target": .string($0.target.rawValue), "trials": .integer($0.trials), "sdc": .integer($0.sdc),
            "sdcRate": .number($0.rate.rate), "sdcLow": .number($0.rate.low),
            "sdcHigh": .number($0.rate.high),
            "sdcFit": .number($0.sdcFit),
          ]
        }),
      "rows": .array(
        study.rows.map { row in
          let comparison = study.comparison(row)
          func estimate(_ value: RateEstimate?) -> JSONValue {
            guard let value else { return .null }
            return ["rate": .number(value.rate), "low": .number(value.low), "high": .number(value.high)]
          }
          return [
            "score": .string(row.score.rawValue), "basis": .string(row.basis.rawValue),
            "fraction": .number(row.fraction), "plans": .integer(row.plans), "units": .number(row.units),
            "predictedDrop": .number(row.predictedDrop), "drop": estimate(row.drop),
            "fitDrop": estimate(row.fitDrop), "residualRate": .number(row.residualRate),
            "residualFit": .number(row.residualFit), "flashBytes": .number(row.flashBytes),
            "sramBytes": .number(row.sramBytes), "instructionOverhead": .number(row.instructionOverhead),
            "macOverhead": .number(row.macOverhead), "bitErrorAccuracy": estimate(row.bitErrorAccuracy),
            "advantage": estimate(comparison?.advantage),
            "adjustedPValue": comparison.map { .number($0.adjustedPValue) } ?? .null,
            "isClear": comparison.map { .bool($0.isClear) } ?? .null,
          ]
        }),
    ]
  }
}
