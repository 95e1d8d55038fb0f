import Foundation
import RedoubtFaults

/// Hardens by every plan of a study, and measures what the fault list does not say: bytes, wrong weights, and whether the
/// hardened file itself behaves as the list has it.
struct StudyCells {
  let network: RankedNetwork
  let options: StudyOptions
  let plans: StudyPlans
  let images: StudyImages
  let faults: StudyFaults
  let outcomes: StudyOutcomes
  let labels: [Int]?
  let inputs: Int

  /// Results of all cells, those that the directory has already and those that are missing.
  func run(_ directory: StudyDirectory, _ progress: (Int, Int) throws -> Void) throws -> [StudyCellResult] {
    let cells = plans.cells
    var results: [StudyCellResult] = []
    let decoder = JSONDecoder()
    let file = try LineFile(directory.cellsPath) { place, line in
      guard place < cells.count,
        let result = try? decoder.decode(StudyCellResult.self, from: Data(line.utf8)),
        result.cell == cells[place]
      else { return false }
      results.append(result)
      return true
    }
    let wrong = options.bitErrorRate.map {
      WrongWeights(network.units, rate: $0, inputs: inputs, seed: options.seed)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    for cell in cells.dropFirst(results.count) {
      try progress(results.count, cells.count)
      let result = try measure(cell, wrong)
      try file.append(String(decoding: try encoder.encode(result), as: UTF8.self) + "\n")
      results.append(result)
    }
    return results
  }

  private func measure(_ cell: StudyCell, _ wrong: WrongWeights?) throws -> StudyCellResult {
    let (plan, predicted, instructions) = plans.plan(cell)
    let hardened = try HardenedModel(network.file, plan)
    let bitErrors = try wrong.map { try decidedRight(cell, plan, $0) } ?? (trials: 0, right: 0)
    let isEmpty = plan.schemes.isEmpty
    let checks = try check(cell, plan, hardened.file)
    return StudyCellResult(
      cell: cell, units: plan.schemes.count, predicted: predicted,
      flashBytes: isEmpty ? 0 : hardened.flashOverheadBytes, sramBytes: hardened.sramOverheadBytes,
      instructions: instructions, macOverhead: hardened.macOverhead, bitErrorTrials: bitErrors.trials,
      bitErrorRight: bitErrors.right, checked: checks.checked,
      strayed: checks.strayed)
  }

  /// Inferences with wrong weights, and those decided right. The plans of `random` divide them among themselves.
  private func decidedRight(
    _ cell: StudyCell, _ plan: HardeningPlan, _ wrong: WrongWeights
  ) throws -> (trials: Int, right: Int) {
    let isVoted = network.units.all.map { plan.schemes[$0.id]?.replicatesParameters == true }
    let step = cell.score == .random ? options.randomPlans : 1
    let trials = stride(from: cell.number, to: options.bitErrorTrials, by: step).map {
      wrong.trial($0, isVoted: isVoted)
    }
    let ends = try images.outcomes(trials, under: HardeningPlan([:]))
    var right = 0
    for (trial, outcome) in zip(trials, ends) {
      let wasRight =
        labels.map { $0[trial.input] == images.plain.classifier.decision(of: trial.input) } ?? true
      switch outcome {
      case .critical, .neutral, .due, .detected: break
      case .beneficial: right += 1
      case .tolerable, .corrected, .masked: if wasRight { right += 1 }
      }
    }
    return (trials.count, right)
  }

  /// Runs part of the list again, on the file of the plan: trials at even distances, half of them among those that strike
  /// protected units.
  ///
  /// - Returns: How many, and how many ended otherwise because a struck index read outside its tensor: there lies in each
  ///   file something else.
  /// - Throws: `StudyError.disagreement` where any other trial ends otherwise.
  private func check(
    _ cell: StudyCell, _ plan: HardeningPlan, _ hardened: [UInt8]
  ) throws -> (checked: Int, strayed: Int) {
    guard cell.number == 0, !plan.schemes.isEmpty, options.checks > 0 else { return (0, 0) }
    let isProtected = network.units.all.map { plan.schemes[$0.id] != nil }
    func protects(_ trial: Int) -> Bool { faults.units[trial] >= 0 && isProtected[faults.units[trial]] }
    func some(_ list: [Int], _ count: Int) -> [Int] {
      guard !list.isEmpty, count > 0 else { return [] }
      return (0..<min(count, list.count)).map { list[$0 * list.count / min(count, list.count)] }
    }
    let live = faults.trials.indices.filter { faults.trials[$0].isLive }
    let chosen = Set(
      some(live.filter(protects), options.checks / 2)
        + some(live.filter { !protects($0) }, options.checks - options.checks / 2)
    ).sorted()
    let ends = try images.outcomes(chosen.map { faults.trials[$0] }, on: hardened)
    let differing = zip(chosen, ends).filter { trial, end in
      end != outcomes.outcome(trial, isProtected: protects(trial))
    }
    let unexplained = differing.count { !faults.trials[$0.0].mayStray }
    guard unexplained == 0 else { throw StudyError.disagreement(plan: cell.name, trials: unexplained) }
    return (chosen.count, differing.count)
  }
}
