import RedoubtCore
import RedoubtFaults

/// What a study compares, and how thoroughly. With model and data it determines every byte of the result.
public struct StudyOptions: Codable, Equatable, Sendable {
  /// In the order of the result; `random` always takes part, since all others are held against it.
  public var scores: [ScoreName] = ScoreName.allCases
  /// Shares of the units, ascending, each once.
  public var fractions: [Double] = (0...20).map { Double($0) / 20 }
  /// What is struck; each target has a list of its own.
  public var targets: [FaultTarget] = [.weights, .activations, .registers]
  /// Trials of each target.
  public var count = 20_000
  /// Of faults and inputs of the evaluation.
  public var seed: UInt64 = 1
  /// Of the scores `injection` and `random`.
  public var rankingSeed: UInt64 = 1001
  /// Trials of the score `injection` for each part of a unit.
  public var trialsPerPart = InjectionScore.defaultTrials
  /// Plans of the score `random`.
  public var randomPlans = 20
  /// Scheme of protected units with weights; planes get `tmr-activations`.
  public var scheme = HardeningScheme.tmrWeights.union(.tmrCompute)
  /// Whether channels of the input and of operators without weights take part.
  public var withPlanes = false
  /// What plans of equal cost have in common.
  public var costBasis = CostBasis.time
  /// Chance that a bit of the stored weights is wrong; nil leaves this part out.
  public var bitErrorRate: Double? = 1e-4
  /// Inferences per plan with such weights; the plans of `random` share them.
  public var bitErrorTrials = 400
  /// Trials per plan that are run once more on the hardened file itself; of `random` only the first plan is checked.
  public var checks = 200
  /// When an answer counts as changed, in the study's trials and in the score `injection`.
  public var decision = DecisionRule.top1

  /// Defaults, which `check()` accepts.
  public init() {}

  /// - Throws: `StudyError.options` for what does not go together.
  public func check() throws(StudyError) {
    guard randomPlans >= 20 else {
      throw .options(
        "The baseline is the mean of at least 20 random plans, and \(randomPlans) were asked for. Ask for 20 or more."
      )
    }
    guard seed != rankingSeed else {
      throw .options(
        "Ranking and evaluation use the seed \(seed) both. Give another --ranking-seed, so that no score sees the"
          + " faults that it is judged by.")
    }
    guard count > 0, !targets.isEmpty, !scores.isEmpty, !fractions.isEmpty else {
      throw .options("A study needs scores, fractions, targets and trials. Name at least one of each.")
    }
    for target in targets where ![.weights, .biases, .activations, .registers].contains(target) {
      throw .options(
        "A study cannot strike '\(target.rawValue)': its faults have no unit. Use weights, biases, activations or"
          + " registers.")
    }
    for fraction in fractions where !(0...1).contains(fraction) {
      throw .options("The fraction \(fraction) is not between 0 and 1. Write 0.2 for a fifth of the units.")
    }
    if withPlanes, scores.contains(.magnitude) {
      throw .options(
        "The score magnitude has no values for planes. Leave it out of --scores, or drop --planes.")
    }
  }
}

/// What plans may have in common when their costs are equal.
public enum CostBasis: String, CaseIterable, Codable, Sendable {
  /// Added target instructions per inference.
  case time
  /// Bytes of the file that a plan adds.
  case flash
  /// Bytes of RAM that a plan adds.
  case sram

  /// The good of a cost.
  func amount(_ cost: UnitCost) -> Double {
    switch self {
    case .time: cost.instructions
    case .flash: Double(cost.flashBytes)
    case .sram: Double(cost.sramBytes)
    }
  }
}

/// Why a study cannot run, or its directory cannot be used.
public enum StudyError: Error, Equatable {
  /// Options that do not go together: what is wrong and what to do.
  case options(String)
  /// Ranking and evaluation share records.
  case sharedRecords(shared: Int, of: Int)
  /// The directory holds files, and nobody asked to resume.
  case directoryNotEmpty(path: String)
  /// The directory belongs to another study.
  case different(path: String, what: String)
  /// `path` is the directory or a file in it, `problem` half a sentence on what is wrong.
  case damaged(path: String, problem: String)
  /// Another process works on the directory.
  case busy(path: String)
  /// A trial on the hardened file did not end as the study says.
  case disagreement(plan: String, trials: Int)

  /// True where the call is at fault, false where data or program are.
  public var isUsage: Bool {
    switch self {
    case .options, .sharedRecords, .directoryNotEmpty, .busy: true
    case .different, .damaged, .disagreement: false
    }
  }
}

extension StudyError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .options(let text): text
    case .sharedRecords(let shared, let count):
      "\(shared) of the \(count) records of --dataset also stand in --ranking-dataset. Rank with other records than"
        + " those that judge the ranking, such as training data."
    case .directoryNotEmpty(let path):
      "'\(path)' is not empty. Give another directory, or --resume to go on with the study there."
    case .different(let path, let what):
      "'\(path)' holds another study: \(what) differs. Give another directory, or the options that it was begun with."
    case .damaged(let path, let problem):
      "'\(path)' is not a file of a study: \(problem). Give a directory that 'redoubt study' wrote, or begin anew."
    case .busy(let path):
      "Another process works on the study in '\(path)'. Wait for it, or give another directory."
    case .disagreement(let plan, let trials):
      "\(trials) trials on the file hardened by \(plan) did not end as the fault list says. This is an error of this"
        + " program."
    }
  }
}
