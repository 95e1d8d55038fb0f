import Foundation
import RedoubtBoards
import RedoubtCore
import RedoubtFaults
import RedoubtFootprint
import RedoubtHardening
import RedoubtHost
import RedoubtModel
import RedoubtReport

/// What a report is made of, sorted out by what lies at the paths.
struct ReportParts {
  private(set) var models: [String] = []
  private(set) var rankings: [String] = []
  private(set) var campaigns: [String] = []
  private(set) var studies: [String] = []
  private var pairs: [PairedSummary] = []

  /// - Parameter paths: Campaign folders, folders of studies, `.tflite` files, ranking files, and folders that hold such.
  /// - Throws: `FileError`, `UnknownReportPart`.
  init(_ paths: [String]) throws {
    for path in paths { try add(path) }
  }

  private mutating func add(_ path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError.missing(path: path)
    }
    if !isFolder.boolValue {
      guard addFile(path) else { throw UnknownReportPart(path: path) }
    } else if StudyDirectory.isStudy(path) {
      studies.append(path)
    } else if FileManager.default.fileExists(atPath: path + "/manifest.json") {
      campaigns.append(path)
    } else {
      let found = count
      for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
        let inner = path + "/" + name
        if StudyDirectory.isStudy(inner) {
          studies.append(inner)
        } else if FileManager.default.fileExists(atPath: inner + "/manifest.json") {
          campaigns.append(inner)
        } else {
          _ = addFile(inner)
        }
      }
      guard count > found else { throw UnknownReportPart(path: path) }
    }
  }

  private var count: Int { models.count + rankings.count + campaigns.count + studies.count + pairs.count }

  /// False where the file is no network, no ranking and no comparison.
  private mutating func addFile(_ path: String) -> Bool {
    if path.hasSuffix(".tflite") {
      models.append(path)
    } else if path.hasSuffix(".json"), let bytes = try? InputFile.read(path),
      let summary = try? JSONDecoder().decode(PairedSummary.self, from: Data(bytes))
    {
      pairs.append(summary)
    } else if path.hasSuffix(".json"), let bytes = try? InputFile.read(path),
      let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
      object["modelDigest"] is String, object["score"] is String
    {
      rankings.append(path)
    } else {
      return false
    }
    return true
  }

  /// Reads all parts.
  ///
  /// - Parameters:
  ///   - mission: Board and conditions for failure rates of the campaigns; nil for none.
  ///   - progress: Called with parts done and parts in all; may throw to stop.
  func report(
    mission: (board: BoardProfile, conditions: MissionConditions)? = nil, progress: (Int, Int) throws -> Void
  ) throws -> EvidenceReport {
    var report = EvidenceReport()
    report.tool = "redoubt \(toolVersion)"
    var done = 0
    func step() throws {
      try progress(done, count)
      done += 1
    }
    for path in models {
      try step()
      report.networks.append(try Self.network(path))
    }
    // What protection is compared with comes first.
    report.networks.sort { !$0.isHardened && $1.isHardened }
    for path in rankings {
      try step()
      let bytes = try InputFile.read(path)
      for network in report.networks where !network.isHardened {
        if let ranking = try? RankingFile.read(
          bytes, path: path, units: network.units, digest: network.digest)
        {
          report.rankings.append(ranking)
        }
      }
    }
    for path in campaigns {
      try step()
      let campaign = try CampaignReport(folder: path)
      report.campaigns.append(campaign)
      if let mission {
        let estimate = try CampaignMission.estimate(
          campaign, folder: path, on: mission.board, mission.conditions)
        report.missions.append(.init(name: "\(campaign.name) on \(mission.board.name)", estimate: estimate))
      }
    }
    for path in studies {
      try step()
      report.studies.append(
        EvidenceReport.Study(
          name: URL(fileURLWithPath: path).lastPathComponent, result: try StudyDirectory(path).readResult()))
    }
    // What is protected comes behind what it is compared with.
    func isHardened(_ campaign: CampaignReport) -> Bool {
      campaign.fact("model.digest").flatMap { report.network(digest: $0)?.isHardened } ?? false
    }
    report.campaigns = report.campaigns.filter { !isHardened($0) } + report.campaigns.filter(isHardened)
    report.comparison = pairs.lazy.compactMap { comparison($0, report) }.first
    return report
  }

  private static func network(_ path: String) throws -> EvidenceReport.Network {
    let file = try InputFile.read(path)
    let interpreter = try HostInterpreter(file, path: path)
    let entries = try TFLiteImporter(file).metadata()
    // Without a board table the rest of the page stands all the same.
    let boards = try BoardCatalog.names.map(BoardCatalog.board)
    let fits = try? FootprintStudy(file, form: .interpreter, boards: boards).fits
    return EvidenceReport.Network(
      name: URL(fileURLWithPath: path).lastPathComponent, digest: SHA256.hexadecimal(of: file),
      summary: try ModelSummary(interpreter), map: try MemoryMap(interpreter),
      units: try NetworkUnits(interpreter),
      isHardened: entries.contains { $0.name == HardeningFormat.name.description }, boards: fits ?? [])
  }

  /// Rates and prices; nil where one of the networks is not among the parts.
  private func comparison(_ pair: PairedSummary, _ report: EvidenceReport) -> EvidenceComparison? {
    guard let plain = report.network(digest: pair.plainDigest),
      let hardened = report.network(digest: pair.hardenedDigest)
    else { return nil }
    let board = BoardCatalog.defaultName
    let times = [plain, hardened].map { network in
      network.boards.first { $0.board.name == board }?.latency?.instructions
    }
    var timeShare: Double?
    if let before = times[0], let after = times[1], before > 0 { timeShare = after / before - 1 }
    return EvidenceComparison(
      pair, flashBytes: hardened.summary.fileBytes - plain.summary.fileBytes,
      sramBytes: (hardened.map.hardening?.ramBytes ?? hardened.map.arenaBytes) - plain.map.arenaBytes,
      timeShare: timeShare)
  }
}

/// A path that a report can make nothing of.
struct UnknownReportPart: Error, CustomStringConvertible {
  let path: String

  var description: String {
    "'\(path)' is nothing that a report shows. Give folders of campaigns (with manifest.json) or of finished"
      + " studies (with study.json), .tflite files, or ranking files"
      + " of 'redoubt rank', or comparisons of 'redoubt compare'."
  }
}
