import RedoubtFirmware

/// A list of flips on target and host as text: the matrix, and a line for each trial.
public enum FaultAgreementText {
  /// Rows: how a trial ended on the host; columns: on the target.
  public static func text(_ agreement: FaultAgreement, name: String) -> String {
    let outcomes = FaultEnding.Outcome.allCases.filter { outcome in
      agreement.trials.contains { $0.hostOutcome == outcome || $0.targetOutcome == outcome }
    }
    var table = TextTable(
      [("host \\ target", .left)] + outcomes.map { ($0.rawValue, .right) })
    for host in outcomes {
      table.append(
        [host.rawValue]
          + outcomes.map { target in
            let count = agreement.trials.count { $0.hostOutcome == host && $0.targetOutcome == target }
            return NumberText.grouped(count)
          })
    }
    return "\(name) on \(agreement.machine.rawValue): \(NumberText.grouped(agreement.agreeing)) of"
      + " \(NumberText.grouped(agreement.trials.count)) trials end alike, output bytes and counters included\n"
      + table.text
  }

  /// A line for each flip, with how its trial ended on both: outcome, FNV-1a of the outputs, counters.
  public static func csv(_ agreement: FaultAgreement) -> String {
    var text = "trial,step,region,byte,bit,agrees"
    for side in ["Host", "Target"] {
      text += ",outcome\(side),digest\(side),corrected\(side),disagreed\(side)"
    }
    text += "\n"
    for (i, trial) in agreement.trials.enumerated() {
      for flip in trial.flips {
        text +=
          "\(i + 1),\(flip.step),\(flip.region.rawValue),\(flip.byte),\(flip.bit),\(trial.agrees ? 1 : 0)"
        text += "," + fields(trial.hostOutcome, trial.host) + "," + fields(trial.targetOutcome, trial.target)
        text += "\n"
      }
    }
    return text
  }

  private static func fields(_ outcome: FaultEnding.Outcome, _ ending: FaultEnding) -> String {
    guard case .finished(let output, let corrected, let disagreed) = ending else {
      return "\(outcome.rawValue),,,"
    }
    let digest = output.reduce(0x811c_9dc5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    return "\(outcome.rawValue),\(String(digest, radix: 16)),\(corrected),\(disagreed)"
  }
}

extension JSONValue {
  /// Machine, number of trials, how many end alike, and the cells of the matrix that are not 0.
  public init(_ agreement: FaultAgreement) {
    var cells: [JSONValue] = []
    for host in FaultEnding.Outcome.allCases {
      for target in FaultEnding.Outcome.allCases {
        let count = agreement.trials.count { $0.hostOutcome == host && $0.targetOutcome == target }
        guard count > 0 else { continue }
        cells.append([
          "host": .string(host.rawValue), "target": .string(target.rawValue), "trials": .integer(count),
        ])
      }
    }
    self = [
      "machine": .string(agreement.machine.rawValue), "trials": .integer(agreement.trials.count),
      "agreeing": .integer(agreement.agreeing), "matrix": .array(cells),
    ]
  }
}
