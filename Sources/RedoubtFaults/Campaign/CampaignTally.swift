/// Counts over the trials of a campaign, in the order of their numbers.
struct CampaignTally {
  /// Trials of one part, and the silent corruptions among them.
  struct Part: Hashable {
    var injections = 0
    var sdc = 0
  }

  private(set) var counts = OutcomeCounts()
  private(set) var simulated = 0
  private(set) var tied = 0
  /// Per part of the frame.
  var parts: [Part]
  /// Events and trials of each fault that ran on all inputs.
  private(set) var clusters: [ClusterBootstrap.Cluster] = []
  private var cluster = (events: 0, trials: 0)
  private let inputsPerCluster: Int?

  /// - Parameter isClustered: Whether neighbouring trials share their fault.
  init(_ frame: CampaignFrame, inputs: Int, isClustered: Bool) {
    parts = Array(repeating: Part(), count: frame.parts.count)
    inputsPerCluster = isClustered ? inputs : nil
  }

  /// - Parameter part: Index of the part that the trial belongs to; nil where there are none, or where they are counted
  ///   elsewhere.
  mutating func add(_ number: Int, _ result: TrialResult, part: Int?) {
    counts.add(result.outcome)
    if result.isSimulated { simulated += 1 }
    if result.isTied { tied += 1 }
    let event = result.outcome.isSilentCorruption ? 1 : 0
    if let part {
      parts[part].injections += 1
      parts[part].sdc += event
    }
    guard let inputsPerCluster else { return }
    cluster.events += event
    cluster.trials += 1
    if number % inputsPerCluster == inputsPerCluster - 1 {
      clusters.append(ClusterBootstrap.Cluster(events: cluster.events, trials: cluster.trials))
      cluster = (0, 0)
    }
  }
}
