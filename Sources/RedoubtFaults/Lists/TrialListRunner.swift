import RedoubtBoards
import RedoubtCore
import RedoubtHost
import RedoubtModel

/// Runs chosen trials on a network, hardened or not, on any number of threads, with the engines of a campaign.
public final class TrialListRunner {
  private let network: DeployedNetwork
  private let labels: [Int]?
  /// Where the list's sites are in a hardened file; nil for the network that the list was drawn in.
  private let sites: PairedSites?
  /// Holds the fault-free answers of all records, and the rule that compares with them.
  public let classifier: OutcomeClassifier
  private var workers: [PairedWorker] = []

  /// Memory for fault-free runs, of all threads together.
  private static let cacheBytes = 512 << 20

  /// - Parameters:
  ///   - plain: The network that the trials were drawn in, where `interpreter` holds a hardened file made from it.
  ///   - records: The network's input bytes, at least one record.
  ///   - labels: As many as records; nil where the data have none.
  /// - Throws: `ModelError`; `DatasetError` where the network's output decides nothing; `CampaignError.options` where the
  ///   file was not made from the plain one.
  public init(
    _ interpreter: HostInterpreter, drawnIn plain: HostInterpreter? = nil, records: [[UInt8]],
    labels: [Int]?, decision: DecisionRule = .top1
  ) throws {
    let map = try MemoryMap(interpreter)
    let network = try DeployedNetwork(interpreter, map: map, records: records)
    self.network = network
    self.labels = labels
    let engine = PlainEngine(network)
    let golden = records.indices.map { engine.goldenOutput($0) }
    guard let first = try interpreter.outputs().first,
      let classifier = OutcomeClassifier(
        decision, output: try interpreter.describe(first), golden: golden, labels: labels)
    else {
      throw DatasetError.mismatch(
        "The network's first output holds no numbers that decide. Give a model whose first output is int8, int32 or"
          + " float32.")
    }
    self.classifier = classifier
    sites = try plain.map { plain in
      guard
        let sites = PairedSites(
          plain: try MemoryMap(plain), plainFile: plain.modelBytes(0..<plain.modelByteCount), hardened: map,
          hardenedFile: network.file)
      else {
        throw CampaignError.options(
          "The hardened model was not made from the plain one. Harden the model that the trials were drawn for."
        )
      }
      return sites
    }
  }

  /// Runs the trials.
  ///
  /// - Parameters:
  ///   - jobs: Threads; the result does not depend on it.
  ///   - progress: Called from one thread with the number of trials done; may throw to stop.
  /// - Returns: An outcome per trial.
  public func run(
    _ trials: [ListedTrial], jobs: Int, progress: (Int) throws -> Void = { _ in }
  ) throws -> [Outcome] {
    while workers.count < max(1, jobs) {
      workers.append(PairedWorker(network, cacheBytes: Self.cacheBytes / max(1, jobs)))
    }
    // Trials of one input follow each other, so that its fault-free run serves all of them.
    let order = trials.indices.filter { trials[$0].isLive }.sorted {
      (trials[$0].input, $0) < (trials[$1].input, $1)
    }
    return try TrialBlocks.run(
      trials.count, order: order.map { Int32($0) }, threads: max(1, jobs), initially: .masked,
      progress: progress
    ) { outcome(trials[$0], workers[$1]) }
  }

  private func outcome(_ trial: ListedTrial, _ worker: PairedWorker) -> Outcome {
    // A byte without a counterpart belongs to tables that the hardened file has no more: nobody reads it.
    guard let fault = sites.map({ $0.fault(trial.fault) }) ?? trial.fault else { return .masked }
    let result = worker.run(fault, input: trial.input)
    return classifier.classify(result, input: trial.input, label: labels?[trial.input]).outcome
  }
}
