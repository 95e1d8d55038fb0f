import Foundation
import RedoubtHost

/// The files of a campaign: `manifest.json`, `exposure.json`, `trials.csv`, `summary.json`, and `timing.json`, which alone
/// depends on the machine.
///
/// Rows are appended in their order and flushed; whatever a process leaves behind when it is killed, the whole rows at the
/// beginning of the table are good, and the rest is cut off.
public struct CampaignDirectory: Sendable {
  /// Time spent on a campaign, over all its processes.
  public struct Timing: Hashable, Codable, Sendable {
    /// Wall time of the processes that came to an end.
    public var seconds: Double
    /// Trials that ran in that time.
    public var simulated: Int

    public init(seconds: Double = 0, simulated: Int = 0) {
      self.seconds = seconds
      self.simulated = simulated
    }

    /// Trials per second.
    public var rate: Double { seconds > 0 ? Double(simulated) / seconds : 0 }
  }

  /// Of the folder; it need not exist yet.
  public let path: String

  /// Reads and writes nothing yet.
  ///
  /// - Parameter path: Of the folder; it need not exist.
  public init(_ path: String) { self.path = path }

  var manifestPath: String { path + "/manifest.json" }
  var trialsPath: String { path + "/trials.csv" }
  var summaryPath: String { path + "/summary.json" }
  var timingPath: String { path + "/timing.json" }
  /// What the targets fill: what failure rates need.
  var exposurePath: String { path + "/" + CampaignMission.file }

  /// Makes the directory, or takes one that may be used.
  ///
  /// - Parameter resume: Whether a directory that holds this campaign may be used.
  func open(_ manifest: CampaignManifest, resume: Bool) throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else { throw FileError.unwritable(path: path, reason: "it is a file") }
    } else if mkdir(path, 0o777) != 0 {
      throw FileError.unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw FileError.unwritable(path: path, because: error)
    }
    guard resume || names.isEmpty else { throw CampaignError.directoryNotEmpty(path: path) }
    // What a killed process was about to write.
    for name in names where name.hasSuffix(".partial") {
      let stem = ["manifest.json.", "summary.json.", "timing.json.", "trials.csv.", "exposure.json."]
      if stem.contains(where: { name.hasPrefix($0) }) { unlink(path + "/" + name) }
    }
    guard names.contains("manifest.json") else {
      guard !names.contains("trials.csv"), !names.contains("summary.json") else {
        throw CampaignError.damaged(path: path, problem: "it has no manifest.json")
      }
      return try write(manifest, to: manifestPath)
    }
    let found = try readManifest()
    guard found == manifest else {
      throw CampaignError.differentManifest(
        path: path, difference: CampaignManifest.difference(found, manifest))
    }
  }

  /// Takes the directory for this process, until the result is closed.
  func lock() throws -> FileHandle {
    let file = Foundation.open(manifestPath, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      throw FileError.unreadable(path: manifestPath, reason: String(cString: strerror(errno)))
    }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      throw CampaignError.busy(path: path)
    }
    return FileHandle(fileDescriptor: file, closeOnDealloc: true)
  }

  func readManifest() throws -> CampaignManifest {
    try read(CampaignManifest.self, manifestPath)
  }

  /// The summary, nil where the campaign has not come to its end.
  public func readSummary() throws -> CampaignSummary? {
    guard access(summaryPath, F_OK) == 0 else { return nil }
    return try read(CampaignSummary.self, summaryPath)
  }

  /// The time spent; zero where it is not known.
  public func readTiming() -> Timing { (try? read(Timing.self, timingPath)) ?? Timing() }

  func read<T: Decodable>(_ type: T.Type, _ path: String) throws -> T {
    let bytes = try InputFile.read(path)
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw CampaignError.damaged(path: path, problem: "it does not have the form of this version")
    }
  }

  func write<T: Encodable>(_ value: T, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try OutputFile.write(Array(try encoder.encode(value)) + [0x0a], to: path)
  }

  /// Opens the table behind its last whole row.
  ///
  /// - Parameters:
  ///   - range: Numbers of the trials that belong into it.
  ///   - visit: Gets each trial that is there.
  /// - Returns: The file, and the number of the first trial that is missing.
  func openTrials(
    _ range: Range<Int>, _ visit: (Int, TrialResult) -> Void
  ) throws -> (file: FileHandle, next: Int) {
    let descriptor = Foundation.open(trialsPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw unwritable(trialsPath) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var next = range.lowerBound
    var keep = 0
    let header = TrialRows.header
    // In portions: tables of millions of rows need not fit into memory.
    var portion = [UInt8](repeating: 0, count: 1 << 22)
    var held = 0
    var offset = 0
    while true {
      let count = portion.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress! + held, $0.count - held, off_t(offset + held))
      }
      guard count >= 0 else {
        throw FileError.unreadable(path: trialsPath, reason: String(cString: strerror(errno)))
      }
      let filled = held + count
      var used = 0
      portion.withUnsafeBytes { bytes in
        if offset == 0 {
          guard filled >= header.count, bytes[..<header.count].elementsEqual(header) else { return }
          used = header.count
        }
        let rows = UnsafeRawBufferPointer(rebasing: bytes[used..<filled])
        used += TrialRows.read(rows, first: next) { number, result in
          next = number + 1
          if range.contains(number) { visit(number, result) }
        }
      }
      keep = offset + used
      if count == 0 || used == 0 { break }
      // The rest begins a row: it moves to the front.
      held = filled - used
      _ = portion.withUnsafeMutableBytes { bytes in
        memmove(bytes.baseAddress!, bytes.baseAddress! + used, held)
      }
      offset = keep
    }
    guard next <= range.upperBound else {
      throw CampaignError.damaged(path: trialsPath, problem: "it has rows of trials that do not belong to it")
    }
    guard ftruncate(descriptor, off_t(keep)) == 0, lseek(descriptor, off_t(keep), SEEK_SET) >= 0 else {
      throw unwritable(trialsPath)
    }
    if keep == 0 { try append(header, file) }
    return (file, next)
  }

  /// Appends whole rows and sees them to the disk.
  func append(_ rows: [UInt8], _ file: FileHandle) throws {
    var done = 0
    while done < rows.count {
      let count = rows.withUnsafeBytes {
        Foundation.write(file.fileDescriptor, $0.baseAddress! + done, $0.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw unwritable(trialsPath) }
      done += count
    }
    guard fdatasync(file.fileDescriptor) == 0 || errno == EINVAL else { throw unwritable(trialsPath) }
  }

  private func unwritable(_ path: String) -> FileError {
    .unwritable(path: path, reason: String(cString: strerror(errno)))
  }
}

extension CampaignManifest {
  /// Names what differs between two manifests.
  static func difference(_ a: CampaignManifest, _ b: CampaignManifest) -> String {
    let pairs: [(String, Bool)] = [
      ("the model", a.model == b.model), ("the data set", a.inputs == b.inputs),
      ("the rounding", a.rounding == b.rounding), ("the board", a.board == b.board && a.regions == b.regions),
      ("the targets", a.targets == b.targets), ("the fault", a.fault == b.fault),
      ("the number of trials", a.size == b.size), ("the confidence", a.confidence == b.confidence),
      ("the stratification", a.stratify == b.stratify), ("--all-inputs", a.allInputs == b.allInputs),
      ("the bit error rate", a.bitErrorRate == b.bitErrorRate), ("the decision", a.decision == b.decision),
      ("the seed", a.seed == b.seed), ("the shard", a.shard == b.shard),
    ]
    return pairs.first { !$0.1 }?.0 ?? "the format"
  }
}
