import RedoubtBoards
import RedoubtCore
import RedoubtHost
import RedoubtModel

/// One list of faults and inputs, drawn for a plain network, to be run on it and on hardened files made from it: what
/// differs between two runs is the protection and nothing else.
///
///     let campaign = try PairedCampaign(plain, inputs: records, options)
///     let before = try campaign.outcomes(threads: 2)
///     let after = try campaign.outcomes(on: hardened, knowing: before, threads: 2)
///     PairedComparison(…)    // McNemar's test on the trials in which they differ
public struct PairedCampaign: Sendable {
  /// What became of one trial.
  public struct TrialOutcome: Hashable, Sendable {
    /// How the trial ended.
    public let outcome: Outcome
    /// Whether the fault-free or the faulty answer has several largest values.
    public let isTied: Bool
    /// What the voters counted; zero on the plain network.
    public let votes: VoteCounts
  }

  /// The faults, drawn for the plain network.
  public let plan: TrialPlan
  private let inputs: EncodedRecords
  private let rounding: Rounding
  private let classifier: OutcomeClassifier
  private let plain: DeployedNetwork

  /// - Parameters:
  ///   - plain: The network without protection.
  ///   - options: Targets, fault, size, seed and decision of the list; as for a campaign.
  /// - Throws: As `Campaign`; `CampaignError.options` for a sequential size, which has no fixed list.
  public init(_ plain: HostInterpreter, inputs: EncodedRecords, _ options: CampaignOptions) throws {
    guard !options.size.isSequential else {
      throw CampaignError.options("A paired campaign needs a fixed list of trials. Give --margin or --count.")
    }
    let campaign = try Campaign(options, plain, inputs: inputs)
    plan = campaign.plan
    // Without faults a hardened file answers as the plain one.
    classifier = campaign.classifier
    self.inputs = inputs
    rounding = plain.rounding
    self.plain = campaign.network
  }

  /// Trials of the list.
  public var count: Int { plan.trialCount }

  /// What a trial strikes; nil where many bits flip at once.
  public func target(ofTrial i: Int) -> FaultTarget? {
    plan.trial(i).site.map { plan.space.segments[$0.segment].target }
  }

  /// Outcomes of all trials on the plain network, in order.
  ///
  /// - Parameter progress: Called from one thread with the number of trials done; may throw to stop.
  public func outcomes(threads: Int, progress: (Int) throws -> Void = { _ in }) throws -> [TrialOutcome] {
    try PairedRun(plan, plain, classifier, labels: inputs.labels, sites: nil).outcomes(
      threads: threads, progress)
  }

  /// Outcomes of all trials on a hardened file of the same network, in order.
  ///
  /// - Parameter before: Outcomes on the plain network. Where they are given, a fault that strikes no copy and meets no
  ///   voter is not run again: it ends as there. The result is the same.
  /// - Throws: `CampaignError.options` where the file was not made from the plain one.
  public func outcomes(
    on hardened: HostInterpreter, knowing before: [TrialOutcome]? = nil, threads: Int,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> [TrialOutcome] {
    precondition(before.map { $0.count == count } ?? true, "one outcome per trial")
    let map = try MemoryMap(hardened)
    let network = try DeployedNetwork(hardened, map: map, records: inputs.records)
    guard hardened.rounding == rounding,
      let sites = PairedSites(
        plain: plain.map, plainFile: plain.file, hardened: map, hardenedFile: network.file)
    else {
      throw CampaignError.options(
        "The hardened model was not made from the plain one. Harden the model that the trials were drawn for."
      )
    }
    return try PairedRun(plan, network, classifier, labels: inputs.labels, sites: sites)
      .outcomes(knowing: before, threads: threads, progress)
  }
}
