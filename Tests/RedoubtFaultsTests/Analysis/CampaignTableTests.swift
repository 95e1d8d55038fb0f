import RedoubtFaults
import Testing

@Suite struct CampaignTableTests {
  static func row(
    layer: Int? = 0, bit: Int = 0, region: String = "flash", unit: Int? = nil, label: Int? = nil,
    _ outcome: Outcome, simulated: Bool = true
  ) -> TrialRow {
    TrialRow(
      layer: layer, bit: bit, region: region, target: "weights", unit: unit, label: label, outcome: outcome,
      simulated: simulated)
  }

  @Test(arguments: Grouping.allCases)
  func everyTrialIsInOneGroup(grouping: Grouping) {
    let rows = (0..<1000).map { i in
      Self.row(
        layer: i % 7 == 0 ? nil : i % 7, bit: i % 8, region: i % 3 == 0 ? "sram" : "flash",
        unit: i % 5 == 0 ? nil : i % 5, label: i % 10, Outcome.allCases[i % Outcome.allCases.count],
        simulated: i % 4 != 0)
    }
    let table = CampaignTable(rows, by: grouping, design: .simple)
    #expect(table.rows.reduce(0) { $0 + $1.counts.injections } == 1000)
    #expect(table.rows.reduce(0) { $0 + $1.liveCounts.injections } == 750)
    #expect(table.rows.map(\.group) == table.rows.map(\.group).sorted())
    #expect(Set(table.rows.map(\.group.name)).count == table.rows.count)
  }

  @Test func ratesAreOverAllAndOverLiveSites() throws {
    let rows =
      [Self.row(bit: 7, .critical), Self.row(bit: 7, .tolerable)]
      + (0..<8).map { _ in Self.row(bit: 7, .masked, simulated: false) } + [Self.row(bit: 2, .masked)]
    let table = CampaignTable(rows, by: .bit, design: .stratified(.bit))
    #expect(table.rows.map(\.group.name) == ["bit 2", "bit 7"])
    let upper = table.rows[1]
    #expect(upper.rate()?.rate == 0.1 && upper.liveRate()?.rate == 0.5)
    #expect(upper.rate(of: .sdcAny)?.rate == 0.2 && upper.rate(of: .due)?.rate == 0)
    #expect(upper.rate() == RateEstimate(events: 1, trials: 10))
  }

  @Test func layersSortAsNumbersAndNoLayerLast() {
    let table = CampaignTable(
      [10, nil, 2].map { Self.row(layer: $0, .masked) }, by: .layer, design: .simple)
    #expect(table.rows.map(\.group.name) == ["layer 2", "layer 10", "no layer"])
  }

  @Test func onlyASampleMadeForItSupportsClaimsAboutGroups() {
    let row = [Self.row(.masked)]
    #expect(!CampaignTable(row, by: .layer, design: .simple).supportsClaims)
    #expect(!CampaignTable(row, by: .layer, design: .stratified(.bit)).supportsClaims)
    #expect(CampaignTable(row, by: .layer, design: .stratified(.layer)).supportsClaims)
    let exhaustive = CampaignTable(row, by: .layer, design: .exhaustive)
    #expect(exhaustive.supportsClaims && exhaustive.rows[0].rate()?.isExact == true)
    #expect(CampaignTable(row, by: .bit, design: .simple).note.contains("Descriptive only"))
    #expect(
      CampaignTable(row, by: .bit, design: .stratified(.bit), confidence: 0.995).note.contains("99.5 %"))
  }
}
