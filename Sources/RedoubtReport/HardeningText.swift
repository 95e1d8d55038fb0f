import RedoubtCore
import RedoubtHardening

/// What a hardened model protects and costs, as text.
public enum HardeningText {
  /// What is protected, the predicted drop, what the file takes in bytes and the plan in multiply-accumulates, and what the
  /// linked image is expected to take.
  public static func text(_ model: HardenedModel, _ result: HardeningPlanner.Result) -> String {
    var text = "\(NumberText.grouped(result.plan.schemes.count)) of"
    text += " \(NumberText.grouped(result.unitsTotal)) units protected"
    let kinds = counts(result).map { "\($0.1) \($0.0)" }
    text += kinds.isEmpty ? "\n" : ": \(kinds.joined(separator: ", "))\n"
    text += "predicted drop of silent corruption \(NumberText.percent(result.predictedDrop))"
    text +=
      result.predictedBound > result.predictedDrop
      ? ", at most \(NumberText.percent(result.predictedBound)) within the budget\n" : "\n"
    text += "flash +\(NumberText.grouped(model.flashOverheadBytes)) bytes,"
    text += " SRAM +\(NumberText.grouped(model.sramOverheadBytes)) bytes,"
    text += " MACs +\(NumberText.percent(model.macOverhead))\n"
    text += "interpreter on a Cortex-M7, predicted:"
    text += " flash +\(NumberText.grouped(result.predictedCost.flashBytes)) bytes with its code,"
    text += " SRAM +\(NumberText.grouped(result.predictedCost.sramBytes)) bytes,"
    return text + " instructions +\(NumberText.percent(result.predictedTime))\n"
  }

  /// Protected units by their schemes.
  static func counts(_ result: HardeningPlanner.Result) -> [(String, Int)] {
    HardeningScheme.allSets.compactMap { scheme in
      let count = result.plan.schemes.values.count { $0 == scheme }
      return count > 0 ? (scheme.name, count) : nil
    }
  }
}

extension JSONValue {
  /// - Parameter separation: Of the board's banks; nil where no board was named.
  public init(
    _ model: HardenedModel, _ result: HardeningPlanner.Result, _ separation: BankSeparation?
  ) {
    self = [
      "unitsProtected": .integer(result.plan.schemes.count), "unitsTotal": .integer(result.unitsTotal),
      "flashOverheadBytes": .integer(model.flashOverheadBytes),
      "sramOverheadBytes": .integer(model.sramOverheadBytes), "macOverhead": .number(model.macOverhead),
      "predictedDrop": .number(result.predictedDrop), "predictedBound": .number(result.predictedBound),
      "predictedFlashBytes": .integer(result.predictedCost.flashBytes),
      "predictedSramBytes": .integer(result.predictedCost.sramBytes),
      "predictedTime": .number(result.predictedTime),
      "schemes": .object(HardeningText.counts(result).map { Member($0.0, .integer($0.1)) }),
      "board": separation.map { .string($0.board) } ?? .null,
      "banksAreDistinct": separation.map { .bool($0.isDistinct) } ?? .null,
    ]
  }
}
