import RedoubtModel
import Synchronization

/// Runs the trials of a list on one network.
struct PairedRun {
  private let plan: TrialPlan
  private let network: DeployedNetwork
  private let labels: [Int]?
  private let classifier: OutcomeClassifier
  /// Nil for the network that the list was drawn for.
  private let sites: PairedSites?

  /// Memory for fault-free runs, of all threads together.
  private static let cacheBytes = 512 << 20
  /// Trials that a thread takes at once.
  private static let block = 256

  init(
    _ plan: TrialPlan, _ network: DeployedNetwork, _ classifier: OutcomeClassifier, labels: [Int]?,
    sites: PairedSites?
  ) {
    self.plan = plan
    self.network = network
    self.labels = labels
    self.classifier = classifier
    self.sites = sites
  }

  /// - Parameter before: Outcomes on the plain network, one per trial; nil where each trial is to run.
  func outcomes(
    knowing before: [PairedCampaign.TrialOutcome]? = nil, threads: Int, _ progress: (Int) throws -> Void
  ) throws -> [PairedCampaign.TrialOutcome] {
    // Trials of one input together, so that its fault-free run serves all of them.
    let trials = (0..<plan.trialCount).map { plan.trial($0) }
    let order = trials.indices.sorted { (trials[$0].input, $0) < (trials[$1].input, $1) }
    let blocks = stride(from: 0, to: order.count, by: Self.block).map {
      order[$0..<min($0 + Self.block, order.count)]
    }
    var results = [PairedCampaign.TrialOutcome?](repeating: nil, count: trials.count)
    let workers = max(1, threads)
    // As many blocks at a time as keep the threads busy for a while; progress is told in between.
    let stretch = 64 * workers
    let engines = (0..<workers).map { _ in PairedWorker(network, cacheBytes: Self.cacheBytes / workers) }
    for start in stride(from: 0, to: blocks.count, by: stretch) {
      let end = min(start + stretch, blocks.count)
      let next = Atomic<Int>(start)
      let parts = concurrentMap(workers, threads: workers) { worker in
        var done: [(Int, PairedCampaign.TrialOutcome)] = []
        while true {
          let block = next.add(1, ordering: .relaxed).oldValue
          guard block < end else { return done }
          for i in blocks[block] { done.append((i, run(trials[i], engines[worker], known: before?[i]))) }
        }
      }
      for part in parts { for (i, outcome) in part { results[i] = outcome } }
      try progress(min(end * Self.block, order.count))
    }
    return results.compactMap(\.self)
  }

  private func run(
    _ trial: TrialPlan.Trial, _ worker: PairedWorker, known: PairedCampaign.TrialOutcome?
  ) -> PairedCampaign.TrialOutcome {
    let masked = PairedCampaign.TrialOutcome(
      outcome: .masked, isTied: classifier.isTied(trial.input), votes: VoteCounts())
    guard plan.isLive(trial) else { return masked }
    let plain = plan.fault(trial)
    // A byte without a counterpart belongs to tables that the hardened file has no more: nobody reads it.
    guard let fault = sites.map({ $0.fault(plain) }) ?? plain else { return masked }
    if let known, worker.isUnprotected(fault) { return known }
    let voted = worker.run(fault, input: trial.input)
    let (outcome, isTied) = classifier.classify(voted, input: trial.input, label: labels?[trial.input])
    return PairedCampaign.TrialOutcome(outcome: outcome, isTied: isTied, votes: voted.votes)
  }
}

/// The engines of one thread.
final class PairedWorker: @unchecked Sendable {
  // Used by one thread at a time.
  private let hardened: HardenedEngine?
  private let plain: PlainEngine
  private var differences: DifferenceEngine?

  init(_ network: DeployedNetwork, cacheBytes: Int) {
    hardened = HardenedEngine(network, cacheBytes: cacheBytes)
    plain = PlainEngine(network, cacheBytes: cacheBytes / 4)
    differences =
      hardened == nil
      ? try? DifferenceEngine(
        network.file, records: network.records, rounding: network.rounding, goldenBytes: cacheBytes / 4 * 3)
      : nil
  }

  /// Whether the trial ends as on the plain network.
  func isUnprotected(_ fault: Fault) -> Bool { hardened?.isUnprotected(fault) ?? true }

  func run(_ fault: Fault, input: Int) -> VotedResult {
    if let hardened { return hardened.run(fault, input: input) }
    if case .memory(let changes) = fault, !changes.contains(where: { $0.step < 0 }),
      let result = differences?.attempt(changes, input: input)
    {
      return VotedResult(result)
    }
    return VotedResult(plain.run(fault, input: input))
  }
}
