import Foundation
import TemporaryFiles
import Testing

@testable import redoubt

@Suite struct InjectTests {
  private let small: SmallNetwork
  private var folder: TemporaryFolder { small.folder }
  private var model: String { small.model }
  private var dataset: String { small.dataset }

  init() throws { small = try SmallNetwork() }

  @Test func theKeysOfACampaignArePrinted() throws {
    let keys = [
      "sites", "inputs", "population", "injections", "simulated", "maskedByConstruction", "masked",
      "corrected", "tolerable", "sdc", "critical", "beneficial", "neutral", "detected", "due", "tied",
      "sdcRate", "sdcLow", "sdcHigh", "seconds", "injectionsPerSecond",
    ]
    let parts = [folder.path("p1"), folder.path("p2")]
    for (i, part) in parts.enumerated() {
      let object = try CapturedRun(
        "inject", model, "--dataset", dataset, "--output", part, "--count", "60", "--shard", "\(i + 1)/2",
        "--json"
      ).object()
      for key in keys { #expect(object[key] is NSNumber, "\(key)") }
      #expect(object["sites"] as? Int == 96 && object["population"] as? Int == 192)
      #expect(object["injections"] as? Int == 30)
    }
    let merged = try CapturedRun("merge", parts[1], parts[0], "--output", folder.path("m"), "--json").object()
    for key in keys { #expect(merged[key] is NSNumber, "\(key)") }
    #expect(merged["injections"] as? Int == 60)
    let again = try CapturedRun(
      "inject", model, "--dataset", dataset, "--output", folder.path("m"), "--count", "60", "--resume",
      "--json"
    ).object()
    #expect(again["sdc"] as? Int == merged["sdc"] as? Int)
  }

  @Test func wrongUsageIs64() {
    func code(_ arguments: String...) -> ExitCode {
      CapturedRun(["inject", model, "--dataset", dataset] + arguments).code
    }
    let path = folder.path("u")
    #expect(code() == .wrongUsage)
    for wrong in [
      ["--targets", "wieghts"], ["--targets", "replicas"], ["--count", "0"],
      ["--count", "5", "--exhaustive"],
      ["--margin", "2"], ["--shard", "3/2"], ["--seed", "x"], ["--decision", "best"], ["--fault", "none"],
      ["--board", "nothing"], ["--exhaustive", "--stratify", "layer"], ["--sequential", "--shard", "1/2"],
    ] {
      #expect(
        CapturedRun(["inject", model, "--dataset", dataset, "--output", path] + wrong).code == .wrongUsage,
        "\(wrong)")
    }
    #expect(!folder.names.contains("u"))
    #expect(CapturedRun("merge", "--output", path).code == .wrongUsage)
  }

  @Test func aDirectoryOfAnotherCampaignIs65AndAFullOne64() throws {
    let path = folder.path("c")
    func code(_ arguments: String...) -> ExitCode {
      CapturedRun(["inject", model, "--dataset", dataset, "--output", path] + arguments).code
    }
    #expect(code("--count", "10") == .done)
    #expect(code("--count", "10") == .wrongUsage)
    #expect(code("--count", "10", "--resume") == .done)
    #expect(code("--count", "11", "--resume") == .unreadableData)
    #expect(CapturedRun("merge", folder.path("none"), "--output", folder.path("m")).code == .noSuchFile)
  }

  @Test func copiesOfAHardenedModelAreToldApart() throws {
    let ranking = folder.path("r.json")
    let hardened = folder.path("h.tflite")
    #expect(
      CapturedRun("rank", model, "--dataset", dataset, "--score", "magnitude", "--output", ranking).code
        == .done)
    #expect(
      CapturedRun("harden", model, "--ranking", ranking, "--fraction", "1", "--output", hardened).code
        == .done
    )
    let run = CapturedRun(
      "inject", hardened, "--dataset", dataset, "--output", folder.path("k"), "--count", "200", "--targets",
      "weights,replicas", "--board", "generic", "--json")
    let object = try run.object()
    let rows = try #require(object["protection"] as? [[String: Any]])
    #expect(rows.reduce(0) { $0 + ($1["injections"] as? Int ?? 0) } == 200)
    for row in rows where row["target"] as? String == "weights" {
      #expect(row["scheme"] as? String == "tmr-weights" && row["copy"] as? Int == 0)
      #expect(row["corrected"] as? Int == row["injections"] as? Int)
    }
    #expect(Set(rows.compactMap { $0["copy"] as? Int }) == [0, 1, 2])
    #expect(run.diagnostics.contains("Copies 0 and 1 of weights share flash"))
    let text = CapturedRun(
      "inject", hardened, "--dataset", dataset, "--output", folder.path("k"), "--count", "200", "--targets",
      "weights,replicas", "--board", "generic", "--resume")
    #expect(text.output.contains("scheme of the unit"))
    let map = CapturedRun("inspect", hardened, "--map").output
    #expect(map.contains("copy 2") && map.contains("voters' counter: corrected"))
  }

  @Test func theMapNamesOwners() throws {
    let object = try CapturedRun("inspect", model, "--map", "--json").object()
    let owners = try #require(object["owners"] as? [[String: Any]])
    let inFile = owners.filter { $0["place"] as? String == "file" }
    #expect(inFile.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) } == object["fileBytes"] as? Int)
    #expect(CapturedRun("inspect", model, "--map").output.contains("weights of operator 0"))
  }
}
