import RedoubtFaults

/// `study.csv`: a line per score, basis and fraction; for `random` means over its plans.
///
/// Columns: score, basis (`units` or `cost`), fraction, plans, units; predictedDrop, then drop and fitDrop with the bounds
/// of their 95 % intervals, as shares of the SDC without protection; residualRate; difference with bounds and p value;
/// residualFit; flashBytes, sramBytes, instructions, instructionOverhead, macOverhead; for each target the drop with its
/// bounds; accuracy under wrong weights with its bounds; advantage over random with bounds (corrected), adjusted p value and
/// whether it is clear; checked trials. What does not exist is empty.
enum StudyTable {
  static func csv(_ result: StudyResult) -> String {
    var titles = ["score", "basis", "fraction", "plans", "units", "predictedDrop"]
    func named(_ name: String) -> [String] { [name, name + "Low", name + "High"] }
    titles += named("drop") + named("fitDrop") + ["residualRate"] + named("difference")
    titles += ["pValue", "residualFit", "flashBytes", "sramBytes", "instructions", "instructionOverhead"]
    titles.append("macOverhead")
    for one in result.targets { titles += named("\(one.target.rawValue)Drop") }
    titles += named("bitErrorAccuracy") + named("advantage") + ["adjustedPValue", "isClear", "checked"]
    var text = titles.joined(separator: ",") + "\n"
    for row in result.rows {
      var cells = [
        row.score.rawValue, row.basis.rawValue, "\(row.fraction)", "\(row.plans)", "\(row.units)",
        "\(row.predictedDrop)",
      ]
      cells += three(row.drop) + three(row.fitDrop) + ["\(row.residualRate)"] + three(row.difference)
      cells += [
        "\(row.pValue)", "\(row.residualFit)", "\(row.flashBytes)", "\(row.sramBytes)", "\(row.instructions)",
        "\(row.instructionOverhead)", "\(row.macOverhead)",
      ]
      for target in row.targets { cells += three(target.drop) }
      cells += three(row.bitErrorAccuracy)
      let comparison = result.comparison(row)
      cells += three(comparison?.advantage)
      cells += [comparison.map { "\($0.adjustedPValue)" } ?? "", comparison.map { "\($0.isClear)" } ?? ""]
      cells.append("\(row.checked)")
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }

  private static func three(_ estimate: RateEstimate?) -> [String] {
    estimate.map { ["\($0.rate)", "\($0.low)", "\($0.high)"] } ?? ["", "", ""]
  }
}

extension StudyResult {
  /// The comparison of a row's score with random plans; nil for `random`.
  public func comparison(_ row: Row) -> Comparison? {
    comparisons.first { $0.score == row.score && $0.basis == row.basis && $0.fraction == row.fraction }
  }

  /// The row of a score; nil where the study has none.
  public func row(_ score: ScoreName, _ basis: StudyCell.Basis, _ fraction: Double) -> Row? {
    rows.first { $0.score == score && $0.basis == basis && $0.fraction == fraction }
  }
}
