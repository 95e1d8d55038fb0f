import Foundation
import RedoubtBoards
import RedoubtFaults
import Testing

@testable import RedoubtReport

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct CampaignHTMLTests {
  private func html(_ campaigns: [CampaignReport], missions: [MissionEstimate] = []) -> String {
    var report = EvidenceReport()
    report.campaigns = campaigns
    report.missions = missions.map { .init(name: "plain on generic", estimate: $0) }
    return EvidenceHTML.html(report)
  }

  /// Elements of the page as an XML parser sees them, without the HTML-only head.
  private func elements(_ html: String) throws -> [(name: String, attributes: [String: String])] {
    let start = try #require(html.range(of: "<main>")?.lowerBound)
    let end = try #require(html.range(of: "</main>")?.upperBound)
    // An attribute without a value is HTML, not XML.
    let text = html[start..<end].replacingOccurrences(of: "<details open>", with: "<details>")
    final class Collector: NSObject, XMLParserDelegate {
      var found: [(name: String, attributes: [String: String])] = []
      func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
      ) { found.append((name, attributes)) }
    }
    let collector = Collector()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = collector
    #expect(parser.parse(), "\(String(describing: parser.parserError)), line \(parser.lineNumber)")
    return collector.found
  }

  @Test func pageIsWellFormedAndNeedsNothingElse() throws {
    let html = self.html([SampleCampaign.report(), SampleCampaign.report(name: "second", sdc: false)])
    let elements = try elements(html)
    #expect(!elements.contains { ["script", "link", "img", "iframe"].contains($0.name) })
    #expect(
      !elements.contains { $0.attributes.keys.contains { $0 == "src" || $0 == "href" || $0.hasPrefix("on") } }
    )
    #expect(!html.contains("@import") && !html.contains("url("))
    #expect(html.contains("prefers-color-scheme: dark") && html.contains("@media print"))
    #expect(html.contains("name=\"viewport\""))
  }

  /// On a narrow screen a row is a block, and each cell says which column it is of.
  @Test func aStackedTableNamesTheColumnInEveryCell() throws {
    let elements = try elements(
      html([SampleCampaign.report(), SampleCampaign.report(name: "second", sdc: false)]))
    #expect(elements.contains { $0.name == "table" && $0.attributes["class"] == "stack" })
    let titles = elements.filter { $0.name == "td" }.compactMap { $0.attributes["data-t"] }
    #expect(titles.prefix(6) == ["campaign", "trials", "SDC rate", "SDC", "DUE", "detected"])
  }

  @Test func everyPictureIsThereWithATableBehindIt() throws {
    let elements = try elements(html([SampleCampaign.report()]))
    let labels = elements.filter { $0.name == "svg" }.compactMap { $0.attributes["aria-label"] }
    #expect(labels.contains("SDC rate by layer and bit"))
    #expect(labels.contains("Outcomes of flash") && labels.contains("Outcomes of sram"))
    #expect(labels.contains("Estimate of the SDC rate over the number of trials"))
    // 32 cells, of which those with an SDC have a second rectangle.
    #expect(elements.count { $0.name == "rect" && $0.attributes["class"] == "none" } == 32)
    #expect(elements.count { $0.name == "rect" && $0.attributes["class"] == "cell" } == 16 + 5)
    #expect(elements.count { $0.name == "details" } >= 3)
  }

  @Test func barsFillTheWidth() throws {
    let elements = try elements(html([SampleCampaign.report()]))
    let widths = elements.filter { $0.attributes["height"] == "22" && $0.name == "rect" }
      .compactMap { $0.attributes["width"].flatMap { Double($0.dropLast()) } }
    // Two regions of 100 % each.
    #expect(abs(widths.reduce(0, +) - 200) < 0.1)
  }

  @Test func whateverComesFromFilesIsEscaped() throws {
    let evil = "<script>alert(\"x\")</script>&'\u{1}"
    let html = self.html([
      SampleCampaign.report(name: evil, region: evil, manifest: [.init(evil, evil)])
    ])
    #expect(!html.contains("<script") && !html.contains("\u{1}"))
    #expect(html.contains("&lt;script&gt;"))
    _ = try elements(html)
  }

  @Test func simpleSampleMakesNoClaimsAboutLayers() {
    let simple = html([SampleCampaign.report()])
    #expect(simple.contains("Descriptive only: the sample was not stratified by layer and bit"))
    let stratified = html([SampleCampaign.report(design: .stratified(.layerAndBit))])
    #expect(stratified.contains("Stratified by layer and bit"))
    #expect(stratified.contains("not as they weigh") && !simple.contains("not as they weigh"))
    // The running share of a stratified sample estimates nothing.
    #expect(!stratified.contains("Convergence"))
    let exhaustive = html([SampleCampaign.report(design: .exhaustive)])
    #expect(exhaustive.contains("(exact)") && !exhaustive.contains("Descriptive only"))
  }

  @Test func aBoundIsShownWhereNothingHappened() {
    let html = self.html([SampleCampaign.report(sdc: false)])
    #expect(html.contains("no event: below 0.37 % with 95 % confidence"))
    #expect(html.contains("No trial changed a decision."))
  }

  @Test func anInterruptedCampaignSaysSo() {
    #expect(html([SampleCampaign.report(isComplete: false)]).contains("Incomplete"))
    #expect(!html([SampleCampaign.report()]).contains("Incomplete"))
  }

  @Test func withoutTrialsThereIsAPageAllTheSame() throws {
    let html = self.html([TrialTally(design: .simple).report(name: "empty")])
    _ = try elements(html)
    #expect(html.contains("no estimate"))
  }

  @Test func missionShowsRatesAndAssumptions() throws {
    let board = try BoardCatalog.board("generic")
    let flash = try #require(board.region(named: "flash"))
    let rate = try #require(RateEstimate(events: 8, trials: 400))
    let never = RateEstimate(rate: 0, low: 0, high: 0, isExact: true)
    let mission = MissionEstimate(
      [
        ExposedPart(
          name: "weights", region: flash, bytes: 131_072, persistence: .persistent(exposureHours: 24),
          sdc: rate,
          due: never, detected: never)
      ], environment: .aircraft)
    let html = self.html([SampleCampaign.report()], missions: [mission])
    _ = try elements(html)
    #expect(html.contains("Failures in 10⁹ hours") && html.contains("IEC 62396-1"))
    // 10 FIT/Mbit × 1 Mbit × 461.5 × 2 %
    #expect(MissionText.text(mission).contains("92.3 ["))
    #expect(MissionText.text(mission).contains("10 FIT/Mbit"))
  }
}
