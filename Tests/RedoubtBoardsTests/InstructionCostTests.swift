import RedoubtBoards
import Testing

/// The cost model, against sums by hand.
@Suite struct InstructionCostTests {
  private let costs = InstructionCosts(
    coefficients: ["CONV_2D": [1.5, 10, 0.25, 200, 3000], "ADD": [0, 20, 0, 0, 500]], perInference: 100,
    networkError: 0.1)
  private let work = [
    OperatorWork(kind: "CONV_2D", macs: 9000, outputs: 100, inputs: 400, channels: 10),
    OperatorWork(kind: "ADD", macs: 0, outputs: 100, inputs: 200, channels: 0),
  ]

  @Test func instructionsAreCoefficientsTimesQuantities() {
    let byHand = [1.5 * 9000, 1000, 100, 2000, 3000].reduce(0, +)
    #expect(costs.instructions(work[0]) == byHand)
    #expect(costs.instructions(work) == 100 + 19_600 + 2500)
    #expect(costs.knows(work))
  }

  @Test func moreWorkNeverCostsLess() {
    let more = OperatorWork(kind: "CONV_2D", macs: 9001, outputs: 100, inputs: 400, channels: 10)
    #expect(costs.instructions(more) > costs.instructions(work[0]))
  }

  @Test func anUnknownKindCountsAsTheDearestWithoutMultiplication() {
    let unknown = OperatorWork(kind: "NEW", macs: 0, outputs: 10, inputs: 30, channels: 0)
    #expect(costs.instructions(unknown) == 20 * 30)
    #expect(!costs.knows([unknown]))
  }

  @Test func latencyIsInstructionsTimesRateOverClock() throws {
    let board = try BoardCatalog.board("generic")
    let data = InstructionData(cores: ["cortex-m4": ["interpreter": costs]])
    let latency = try #require(Latency(work, form: "interpreter", board: board, data: data))
    let rate = CycleRate(.cortexM4)
    #expect(abs(latency.milliseconds - 22_200 * rate.cyclesPerInstruction / 100_000) < 1e-9)
    #expect(latency.low < latency.milliseconds && latency.milliseconds < latency.high && latency.isMeasured)
    #expect(Latency(work, form: "c", board: board, data: data) == nil)
  }

  /// The rates are medians of published cycles over counted instructions; these are the numbers.
  @Test func ratesFollowFromPublishedLatencies() {
    let instructions = [582_920.0, 29_861_640, 7_697_920, 24_101_920]
    func median(_ perSecond: [Double], _ megahertz: Double) -> Double {
      let rates = zip(perSecond, instructions).map { megahertz * 1e6 / $0 / $1 }.sorted()
      return (rates[1] + rates[2]) / 2
    }
    #expect(
      abs(median([116.212, 2.567, 10.019, 3.324], 120) - CycleRate(.cortexM4).cyclesPerInstruction) < 0.01)
    #expect(
      abs(median([159.020, 3.146, 13.074, 4.286], 128) - CycleRate(.cortexM33).cyclesPerInstruction) < 0.01)
  }

  @Test(arguments: CoreClass.allCases)
  func theShippedCostsKnowEveryCore(_ core: CoreClass) throws {
    for form in ["interpreter", "c", "swift"] {
      let costs = try #require(InstructionData.shipped.costs(core, form: form))
      #expect(costs.coefficients["CONV_2D"] != nil && costs.coefficients["FULLY_CONNECTED"] != nil)
      #expect(costs.coefficients.values.joined().allSatisfy { $0 >= 0 })
    }
  }
}
