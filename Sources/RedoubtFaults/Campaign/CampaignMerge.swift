import Foundation
import RedoubtHost

/// Joins the shards of one campaign into the directory that an undivided run would have written.
public enum CampaignMerge {
  /// - Parameters:
  ///   - shards: Directories, in any order.
  ///   - output: A directory that does not exist or is empty.
  /// - Throws: `CampaignError` where the directories are not all shards of one campaign, or one is missing or unfinished;
  ///   `FileError`.
  public static func merge(
    _ shards: [CampaignDirectory], into output: CampaignDirectory
  ) throws -> (summary: CampaignSummary, timing: CampaignDirectory.Timing) {
    var parts: [(directory: CampaignDirectory, manifest: CampaignManifest, summary: CampaignSummary)] = []
    for directory in shards {
      let manifest = try directory.readManifest()
      guard let summary = try directory.readSummary() else {
        throw CampaignError.shards(
          "The campaign in '\(directory.path)' is not finished. Go on with it by 'redoubt inject … --resume' first."
        )
      }
      parts.append((directory, manifest, summary))
    }
    parts.sort { $0.manifest.shard.index < $1.manifest.shard.index }
    guard let first = parts.first else {
      throw CampaignError.shards("No directory is given. Give all shards.")
    }
    var whole = first.manifest
    whole.shard = .whole
    for part in parts {
      var manifest = part.manifest
      manifest.shard = .whole
      guard manifest == whole else {
        throw CampaignError.differentManifest(
          path: part.directory.path, difference: CampaignManifest.difference(manifest, whole))
      }
      guard part.manifest.shard.count == first.manifest.shard.count, part.summary.frame == first.summary.frame
      else {
        throw CampaignError.shards(
          "'\(part.directory.path)' is shard \(part.manifest.shard.index) of \(part.manifest.shard.count), and"
            + " '\(first.directory.path)' one of \(first.manifest.shard.count). Give shards of one division.")
      }
    }
    for (i, part) in parts.enumerated() where part.manifest.shard.index != i + 1 {
      let index = part.manifest.shard.index
      throw CampaignError.shards(
        index <= i
          ? "Shard \(index) of \(part.manifest.shard.count) is given twice. Give each once."
          : "Shard \(i + 1) of \(part.manifest.shard.count) is missing. Give all shards.")
    }
    guard parts.count == first.manifest.shard.count else {
      throw CampaignError.shards(
        "Shard \(parts.count + 1) of \(first.manifest.shard.count) is missing. Give all shards.")
    }
    return try write(parts.map { ($0.directory, $0.manifest, $0.summary) }, whole, into: output)
  }

  private static func write(
    _ parts: [(CampaignDirectory, CampaignManifest, CampaignSummary)], _ manifest: CampaignManifest,
    into output: CampaignDirectory
  ) throws -> (summary: CampaignSummary, timing: CampaignDirectory.Timing) {
    let frame = parts[0].2.frame
    // Everything is read and checked before anything is written.
    var rows: [UInt8] = []
    var tally = CampaignTally(
      frame, inputs: manifest.inputs.count, isClustered: manifest.allInputs && !manifest.exhaustive)
    var timing = CampaignDirectory.Timing()
    for (directory, own, summary) in parts {
      let range = frame.trials(of: own.shard)
      let table = try InputFile.read(directory.trialsPath)
      let header = TrialRows.header
      guard table.starts(with: header) else {
        throw CampaignError.damaged(
          path: directory.trialsPath, problem: "its header is not that of this version")
      }
      var next = range.lowerBound
      let used = table.withUnsafeBytes { bytes in
        TrialRows.read(UnsafeRawBufferPointer(rebasing: bytes[header.count...]), first: next) {
          next = $0 + 1
          tally.add($0, $1, part: nil)
        }
      }
      guard next == range.upperBound, header.count + used == table.count else {
        throw CampaignError.damaged(
          path: directory.trialsPath,
          problem: "it does not hold trials \(range.lowerBound) to \(range.upperBound - 1)")
      }
      rows += table[header.count...]
      for (i, part) in summary.strata.enumerated() {
        tally.parts[i].injections += part.injections
        tally.parts[i].sdc += part.sdc
      }
      let spent = directory.readTiming()
      timing.seconds += spent.seconds
      timing.simulated += spent.simulated
    }
    let summary = CampaignSummary(manifest, frame, tally)
    try output.open(manifest, resume: false)
    if let first = parts.first, let exposure = try? InputFile.read(first.0.exposurePath) {
      try OutputFile.write(exposure, to: output.exposurePath)
    }
    try OutputFile.write(TrialRows.header + rows, to: output.trialsPath)
    try output.write(timing, to: output.timingPath)
    try output.write(summary, to: output.summaryPath)
    return (summary, timing)
  }
}
