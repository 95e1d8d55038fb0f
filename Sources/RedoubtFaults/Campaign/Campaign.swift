import Dispatch
import RedoubtBoards
import RedoubtCore
import RedoubtHost
import RedoubtModel
import Synchronization

/// A campaign: a network, its inputs, and trials that the manifest determines.
public final class Campaign: Sendable {
  /// All that determines the trials.
  public let manifest: CampaignManifest
  /// Trial i, from the seed and i alone.
  public let plan: TrialPlan
  let network: DeployedNetwork
  private let labels: [Int]?
  let classifier: OutcomeClassifier
  let frame: CampaignFrame
  /// For sites that differ in their chance: the group of each segment.
  private let partOfSegment: [Int]

  /// Trials between two looks of a sequential campaign.
  static let look = 1000
  /// Memory for fault-free runs, of all threads together.
  private static let cacheBytes = 512 << 20
  /// Shortest and longest portion of trials that is written at once; a portion takes about two seconds.
  private static let portion = 256...262_144

  init(
    _ manifest: CampaignManifest, plan: TrialPlan, network: DeployedNetwork, labels: [Int]?,
    classifier: OutcomeClassifier
  ) {
    self.manifest = manifest
    self.plan = plan
    self.network = network
    self.labels = labels
    self.classifier = classifier
    let isWeighted = manifest.exhaustive && plan.space.pool.isWeighted
    let groups = isWeighted ? plan.space.chanceGroups() : []
    frame = CampaignFrame(
      plan, parts: isWeighted ? groups.map(\.pool) : plan.strata, correctInputs: classifier.correctInputs)
    var partOfSegment = [Int](repeating: 0, count: plan.space.segments.count)
    for (i, group) in groups.enumerated() { for segment in group.segments { partOfSegment[segment] = i } }
    self.partOfSegment = partOfSegment
  }

  /// Runs what is missing, and writes the directory.
  ///
  /// - Parameters:
  ///   - jobs: Threads.
  ///   - resume: Whether a directory that holds this campaign may be used.
  ///   - progress: Called from one thread with the number of trials done and the number of all; may throw to stop, which
  ///     leaves the directory resumable.
  /// - Returns: The summary and the time spent.
  public func run(
    in directory: CampaignDirectory, jobs: Int, resume: Bool,
    progress: (_ done: Int, _ count: Int) throws -> Void = { _, _ in }
  ) throws -> (summary: CampaignSummary, timing: CampaignDirectory.Timing) {
    try directory.open(manifest, resume: resume)
    let lock = try directory.lock()
    defer { withExtendedLifetime(lock) {} }
    try directory.write(TargetExposure.list(plan.space), to: directory.exposurePath)
    if let summary = try directory.readSummary() { return (summary, directory.readTiming()) }
    let clock = ContinuousClock()
    let start = clock.now
    let range = frame.trials(of: manifest.shard)
    var tally = CampaignTally(
      frame, inputs: manifest.inputs.count, isClustered: manifest.allInputs && !manifest.exhaustive)
    var isStopped = false
    let (file, first) = try directory.openTrials(range) { number, result in
      tally.add(number, result, part: part(of: number))
      if manifest.size.isSequential, !isStopped, (number + 1) % Self.look == 0 {
        isStopped = isPreciseEnough(tally)
      }
    }
    let simulatedBefore = tally.simulated
    var timing = directory.readTiming()
    func spend() throws {
      timing.seconds += start.duration(to: clock.now) / .seconds(1)
      timing.simulated += tally.simulated - simulatedBefore
      try directory.write(timing, to: directory.timingPath)
    }
    let workers = (0..<max(1, jobs)).map { _ in
      CampaignWorker(plan, network, classifier, labels, cacheBytes: Self.cacheBytes / max(1, jobs))
    }
    let table = TrialRows(plan, labels: labels)
    var next = first
    var portion = 2048
    do {
      while next < range.upperBound, !isStopped {
        var end = min(next + portion, range.upperBound)
        if manifest.size.isSequential { end = (end + Self.look - 1) / Self.look * Self.look }
        let began = clock.now
        let trials = next..<min(end, range.upperBound)
        let done = next - range.lowerBound
        var results = try Portion.run(trials, plan, workers) { inPortion in
          try progress(done + inPortion, manifest.size.isSequential ? 0 : range.count)
        }
        if manifest.size.isSequential {
          var kept = 0
          for (i, result) in results.enumerated() where !isStopped {
            tally.add(next + i, result.result, part: part(of: next + i))
            kept += 1
            if (next + i + 1) % Self.look == 0 { isStopped = isPreciseEnough(tally) }
          }
          results.removeLast(results.count - kept)
        } else {
          for (i, result) in results.enumerated() {
            tally.add(next + i, result.result, part: part(of: next + i))
          }
        }
        var rows: [UInt8] = []
        rows.reserveCapacity(64 * results.count)
        for (i, result) in results.enumerated() {
          table.append(next + i, plan.trial(next + i), bits: result.bits, result.result, to: &rows)
        }
        try directory.append(rows, file)
        next += results.count
        let seconds = began.duration(to: clock.now) / .seconds(1)
        portion = min(
          Self.portion.upperBound,
          max(Self.portion.lowerBound, Int(Double(portion) * min(8, max(0.25, 2 / max(0.01, seconds))))))
      }
    } catch {
      try spend()
      throw error
    }
    let summary = CampaignSummary(manifest, frame, tally)
    try spend()
    try directory.write(summary, to: directory.summaryPath)
    return (summary, timing)
  }

  private func isPreciseEnough(_ tally: CampaignTally) -> Bool {
    var sequence = ConfidenceSequence(confidence: manifest.confidence)
    sequence.add(trials: tally.counts.injections, events: tally.counts.silentCorruptions)
    switch manifest.size {
    case .sequential(let margin): return sequence.isWithin(margin: margin)
    case .relative(let margin): return sequence.isWithin(relativeMargin: margin)
    case .margin, .count, .exhaustive: return false
    }
  }

  /// The part of the frame that a trial belongs to.
  private func part(of number: Int) -> Int? {
    if !plan.strata.isEmpty { return plan.stratum(of: number) }
    guard !frame.parts.isEmpty, let site = plan.trial(number).site else { return nil }
    return partOfSegment[site.segment]
  }
}
