import Foundation
import RedoubtBoards
import RedoubtCore
import RedoubtFaults
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

  private var count: Int { models.count + rankings.count + campaigns.count + studies.count }

  /// False where the file is neither a network nor a ranking.
  private mutating func addFile(_ path: String) -> Bool {
    if path.hasSuffix(".tflite") {
      models.append(path)
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
        report.missions.append(
          try CampaignMission.estimate(campaign, folder: path, on: mission.board, mission.conditions))
      }
    }
    for path in studies {
      try step()
      report.studies.append(
        EvidenceReport.Study(
          name: URL(fileURLWithPath: path).lastPathComponent, result: try StudyDirectory(path).readResult()))
    }
    report.comparison = Self.comparison(report)
    return report
  }

  private static func network(_ path: String) throws -> EvidenceReport.Network {
    let file = try InputFile.read(path)
    let interpreter = try HostInterpreter(file, path: path)
    let entries = try TFLiteImporter(file).metadata()
    return EvidenceReport.Network(
      name: URL(fileURLWithPath: path).lastPathComponent, digest: SHA256.hexadecimal(of: file),
      summary: try ModelSummary(interpreter), map: try MemoryMap(interpreter),
      units: try NetworkUnits(interpreter),
      isHardened: entries.contains { $0.name == HardeningFormat.name.description })
  }

  /// Of the first campaigns on a plain and on a hardened network that share everything but the network.
  private static func comparison(_ report: EvidenceReport) -> EvidenceComparison? {
    func networkOf(_ campaign: CampaignReport) -> EvidenceReport.Network? {
      campaign.fact("model.digest").flatMap { report.network(digest: $0) }
    }
    let shared = ["seed", "targets", "fault", "inputs.digest", "decision", "count", "margin", "sampling"]
    for plain in report.campaigns {
      guard let before = networkOf(plain), !before.isHardened, let plainRate = plain.sdc else { continue }
      for hardened in report.campaigns {
        guard let after = networkOf(hardened), after.isHardened, let rate = hardened.sdc,
          shared.allSatisfy({ plain.fact($0) == hardened.fact($0) })
        else { continue }
        return EvidenceComparison(
          plain: plainRate, hardened: rate,
          flashBytes: after.summary.fileBytes - before.summary.fileBytes)
      }
    }
    return nil
  }
}

extension CampaignReport {
  /// A value of the manifest by its path.
  fileprivate func fact(_ key: String) -> String? { manifest.first { $0.key == key }?.value }
}

/// A path that a report can make nothing of.
struct UnknownReportPart: Error, CustomStringConvertible {
  let path: String

  var description: String {
    "'\(path)' is nothing that a report shows. Give folders of campaigns (with manifest.json) or of finished"
      + " studies (with study.json), .tflite files, or ranking files of 'redoubt rank'."
  }
}
