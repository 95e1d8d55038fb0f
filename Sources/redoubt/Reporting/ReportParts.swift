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
  private var firmware: [FirmwareRecord] = []

  /// - Parameter paths: Folders of campaigns and studies, `.tflite` files, rankings, comparisons, measurements of firmware,
  ///   and folders that hold such.
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

  private var count: Int {
    models.count + rankings.count + campaigns.count + studies.count + pairs.count + firmware.count
  }

  /// False where the file is no network and nothing that a command has written as JSON for a report.
  private mutating func addFile(_ path: String) -> Bool {
    if path.hasSuffix(".tflite") {
      models.append(path)
      return true
    }
    guard path.hasSuffix(".json"), let bytes = try? InputFile.read(path) else { return false }
    let data = Data(bytes)
    if let summary = try? JSONDecoder().decode(PairedSummary.self, from: data) {
      pairs.append(summary)
    } else if let record = try? JSONDecoder().decode(FirmwareRecord.self, from: data) {
      firmware.append(record)
    } else if let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
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
    func isHardened(_ campaign: CampaignReport) -> Bool {
      campaign.fact("model.digest").flatMap { report.network(digest: $0)?.isHardened } ?? false
    }
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
    var estimates: [(isHardened: Bool, mission: EvidenceReport.Mission)] = []
    for path in campaigns {
      try step()
      let campaign = try CampaignReport(folder: path)
      report.campaigns.append(campaign)
      guard let mission else { continue }
      let estimate = try CampaignMission.estimate(
        campaign, folder: path, on: mission.board, mission.conditions)
      estimates.append(
        (
          isHardened(campaign),
          .init(name: "\(campaign.name) on \(mission.board.name)", estimate: estimate)
        ))
    }
    for path in studies {
      try step()
      report.studies.append(
        EvidenceReport.Study(
          name: URL(fileURLWithPath: path).lastPathComponent, result: try StudyDirectory(path).readResult()))
    }
    // What is protected comes behind what it is compared with.
    report.campaigns = report.campaigns.filter { !isHardened($0) } + report.campaigns.filter(isHardened)
    report.missions = (estimates.filter { !$0.isHardened } + estimates.filter(\.isHardened)).map(\.mission)
    func place(_ record: FirmwareRecord) -> Int {
      report.networks.firstIndex { $0.digest == record.modelDigest } ?? .max
    }
    report.firmware = firmware.sorted { (place($0), $0.machine, $0.form) < (place($1), $1.machine, $1.form) }
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
      isHardened: entries.contains { $0.name == HardeningFormat.name.description }, boards: fits ?? [],
      origin: entries.first { $0.name == Provenance.name }.flatMap {
        try? JSONDecoder().decode(Provenance.self, from: Data($0.bytes))
      })
  }

  /// Rates and prices; nil where one of the networks is not among the parts.
  private func comparison(_ pair: PairedSummary, _ report: EvidenceReport) -> EvidenceComparison? {
    guard let plain = report.network(digest: pair.plainDigest),
      let hardened = report.network(digest: pair.hardenedDigest)
    else { return nil }
    for before in report.firmware where before.modelDigest == plain.digest {
      let after = report.firmware.first {
        $0.modelDigest == hardened.digest && ($0.machine, $0.form) == (before.machine, before.form)
      }
      if let after { return EvidenceComparison(pair, plain: before, hardened: after) }
    }
    return EvidenceComparison(
      pair, flashBytes: hardened.summary.fileBytes - plain.summary.fileBytes,
      sramBytes: (hardened.map.hardening?.ramBytes ?? hardened.map.arenaBytes) - plain.map.arenaBytes)
  }
}

/// A path that a report can make nothing of.
struct UnknownReportPart: Error, CustomStringConvertible {
  let path: String

  var description: String {
    "'\(path)' is nothing that a report shows. Give folders of campaigns (with manifest.json) or of finished"
      + " studies (with study.json), .tflite files, ranking files of 'redoubt rank', comparisons of"
      + " 'redoubt compare', or what 'redoubt firmware --json' prints, in a file."
  }
}
