import Foundation
import RedoubtBoards
import TemporaryFiles
import Testing

@testable import redoubt

/// `footprint` inside the test's process: what it prints, and how it ends.
@Suite struct FootprintCommandTests {
  private let small: SmallNetwork
  private var folder: TemporaryFolder { small.folder }
  private var model: String { small.model }

  init() throws { small = try SmallNetwork() }

  private func boards(_ run: CapturedRun) throws -> [[String: Any]] {
    #expect(run.code == .done, "\(run.diagnostics)")
    return try #require(try run.object()["boards"] as? [[String: Any]])
  }

  @Test func everyBoardThatShipsHasEveryKey() throws {
    let boards = try boards(CapturedRun("footprint", model, "--json"))
    #expect(boards.compactMap { $0["name"] as? String } == BoardCatalog.names)
    for board in boards {
      for key in ["flashBytes", "sramBytes", "stackBytes"] { #expect(board[key] as? Int ?? 0 > 0, "\(key)") }
      #expect(board["fits"] as? Bool == true)
      let latency = try #require(board["latencyMilliseconds"] as? Double)
      #expect(latency > 0 && latency < 1000)
      #expect(
        board["latencyLow"] as? Double ?? 0 <= latency && latency <= board["latencyHigh"] as? Double ?? 0)
    }
  }

  @Test(arguments: ["interpreter", "c", "swift"])
  func oneBoardAndOneForm(_ form: String) throws {
    let run = CapturedRun("footprint", model, "--board", "nrf52840", "--form", form, "--json")
    #expect(try boards(run).count == 1)
    let text = CapturedRun("footprint", model, "--board", "nrf52840", "--form", form)
    #expect(text.code == .done && text.output.contains("nrf52840") && text.output.contains("code and model"))
  }

  @Test func aBoardThatIsTooSmallSaysWhy() throws {
    let root = Checkout.root.appendingPathComponent("Sources/RedoubtBoards/Profiles/generic.json")
    let text = try String(contentsOf: root, encoding: .utf8)
      .replacingOccurrences(of: "262144", with: "512").replacingOccurrences(of: "generic", with: "tiny")
    let path = try folder.file("tiny.json", text)
    let board = try boards(CapturedRun("footprint", model, "--board", path, "--json"))[0]
    #expect(board["fits"] as? Bool == false)
    #expect((board["reasons"] as? [String])?.contains { $0.contains("512 bytes") } == true)
    #expect((board["remedies"] as? [String])?.isEmpty == false)
    #expect(CapturedRun("footprint", model, "--board", path).output.contains("needs"))
  }

  @Test func mistakesAreNamed() throws {
    #expect(CapturedRun("footprint", model, "--board", "arduino").code == .wrongUsage)
    #expect(CapturedRun("footprint", model, "--form", "rust").code == .wrongUsage)
    #expect(CapturedRun("footprint", folder.path("none.tflite")).code == .noSuchFile)
    #expect(CapturedRun("footprint", model, "--board", folder.path("none.json")).code == .noSuchFile)
    let broken = try folder.file("broken.json", "{}")
    let run = CapturedRun("footprint", model, "--board", broken)
    #expect(run.code == .unreadableData && run.diagnostics.contains("'name'"))
  }
}
