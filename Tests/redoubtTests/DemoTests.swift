import Foundation
import TemporaryFiles
import Testing

@testable import redoubt

/// The whole chain once, with few trials; firmware has tests of its own.
@Suite(.serialized) struct DemoTests {
  private static let count = 4000

  /// One run for all tests: it takes the longest of them.
  private static let demonstration = Result {
    let folder = try TemporaryFolder()
    return (
      folder,
      CapturedRun("demo", "--count", "\(count)", "--no-firmware", "--output", folder.path("demo"), "--json")
    )
  }

  private let folder: TemporaryFolder
  private let object: [String: Any]

  init() throws {
    let (folder, run) = try Self.demonstration.get()
    self.folder = folder
    object = try run.object()
  }

  /// The object of a command's call, by its place among the calls of that command.
  private func object(_ command: String, _ place: Int) throws -> [String: Any] {
    let value = try #require(object[command])
    return try #require(value as? [String: Any] ?? (value as? [[String: Any]])?[place])
  }

  /// What differs between two runs of a command: times, and where it wrote.
  private func withoutVolatile(_ object: [String: Any]) -> NSDictionary {
    object.filter { !["seconds", "injectionsPerSecond", "output", "secondsPerRecord"].contains($0.key) }
      as NSDictionary
  }

  @Test func objectsAreThoseOfTheSeparateCommands() throws {
    let lines = try #require(object["commands"] as? [String])
    var places: [String: Int] = [:]
    for line in lines {
      var words = line.split(separator: " ").dropFirst().map(String.init)
      let name = words[0]
      let place = places[name, default: 0]
      places[name] = place + 1
      // Of the steps before only their files count: those of this one go elsewhere.
      if let option = words.firstIndex(of: "--output") {
        words[option + 1] = folder.path("again-\(name)-\(place)")
      }
      let again = try CapturedRun(words + ["--json"]).object()
      #expect(withoutVolatile(again) == withoutVolatile(try object(name, place)), "\(line)")
    }
    #expect(
      Set(places.keys).isSuperset(of: [
        "quantize", "evaluate", "footprint", "inject", "rank", "harden", "compare", "report",
      ]))
  }

  @Test func protectionLowersTheRateBeyondChance() throws {
    let pairs = try object("compare", 0)
    #expect(pairs["faults"] as? Int == 3 * Self.count)
    #expect(try #require(pairs["dropLow"] as? Double) > 0, "\(pairs)")
    #expect(try #require(pairs["pValue"] as? Double) < 0.05)
    let headline = try #require(try object("report", 0)["headline"] as? String)
    #expect(headline.hasPrefix("SDC ") && headline.contains(" of flash"))
  }

  @Test func theReportHasEveryPart() throws {
    let report = try object("report", 0)
    #expect((report["missions"] as? [[String: Any]])?.count == 2)
    let html = String(decoding: try folder.bytes("demo/report.html"), as: UTF8.self)
    for part in [
      "class=\"headline\"", "<h3>Memory map</h3>", "<h3>Arena plan</h3>", "<h3>Boards</h3>",
      "SDC rate by layer and bit", "Criticality per unit",
      "Failures in 10⁹ hours: plain on", "<h3>Assumptions</h3>", "Where this comes from",
      "redoubt compare digits.tflite hardened.tflite",
    ] {
      #expect(html.contains(part), "\(part)")
    }
  }

  @Test func theSameFolderIsTakenAgainAndAnotherIsNot() throws {
    let other = try folder.file("other.txt", "mine")
    let run = CapturedRun("demo", "--output", folder.path)
    #expect(run.code == .cannotWrite && FileManager.default.fileExists(atPath: other))
    #expect(throws: Never.self) { try DemoFolder(folder.path("second")) }
    _ = try folder.file("second/report.html", "old")
    _ = try DemoFolder(folder.path("second"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("second")).isEmpty)
  }
}
