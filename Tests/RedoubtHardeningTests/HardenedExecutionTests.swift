import ModelFixtures
import RedoubtCore
import RedoubtHost
import RedoubtModel
import Testing

@testable import RedoubtHardening

/// A hardened model in memory that a test strikes.
struct StruckDevice {
  let interpreter: HardenedHostInterpreter
  let record: [UInt8]
  /// The outputs without a fault, as the plain model gives them.
  let golden: [UInt8]

  init(_ file: [UInt8], plain: [UInt8], record: [UInt8], rounding: Rounding = .tflm) throws {
    interpreter = try HardenedHostInterpreter(file, rounding: rounding)
    self.record = record
    let host = try HostInterpreter(plain, rounding: rounding, path: .reference)
    try host.write(record, to: try host.inputs()[0])
    try host.run()
    golden = try host.read(try host.outputs()[0])
  }

  /// Outputs of an inference, with a strike in front of a step, or behind the last one.
  func outputs(before strikeStep: Int = -1, strike: () -> Void = {}) throws -> [UInt8] {
    let model = try interpreter.readModel()
    try interpreter.write(record, to: try model.input(0))
    try interpreter.begin()
    for step in 0...interpreter.stepCount {
      if step == strikeStep { strike() }
      _ = try interpreter.step()
    }
    try interpreter.end()
    return try interpreter.read(try model.output(0))
  }

  /// An inference, and what its votes find.
  ///
  /// - Returns: Outputs, and votes that were corrected and that had no majority.
  func voted(
    before step: Int = -1, strike: () -> Void = {}
  ) throws -> (outputs: [UInt8], corrected: UInt32, disagreed: UInt32) {
    let before = interpreter.counters
    let outputs = try outputs(before: step, strike: strike)
    let after = interpreter.counters
    return (outputs, after.corrected &- before.corrected, after.disagreed &- before.disagreed)
  }
}

extension AlignedMemory {
  func flip(_ place: Int, _ mask: UInt8) { unsafe bytes[place] ^= mask }
}

@Suite struct HardenedExecutionTests {
  private let original = SmallNetwork.fixture().file
  private let units: NetworkUnits

  init() throws { units = try NetworkUnits(try HostInterpreter(original)) }

  private func device(_ plan: HardeningPlan, seed: UInt64 = 1) throws -> StruckDevice {
    try StruckDevice(
      try HardenedModel(original, plan).file, plain: original, record: SmallNetwork.record(seed))
  }

  @Test(arguments: HardeningScheme.allSets, Rounding.allCases)
  func answersAreThoseOfThePlainModel(_ scheme: HardeningScheme, _ rounding: Rounding) throws {
    let file = try HardenedModel(original, .all(units, scheme)).file
    for seed in UInt64(0)..<3 {
      let device = try StruckDevice(
        file, plain: original, record: SmallNetwork.record(seed), rounding: rounding)
      #expect(try device.outputs() == device.golden)
      #expect(device.interpreter.counters == Voter())
    }
  }

  @Test(arguments: UInt64(0)..<12) func answersStayUnderAnyPlan(_ seed: UInt64) throws {
    let device = try device(.random(units, seed: seed, share: 0.5))
    #expect(try device.outputs() == device.golden)
  }

  @Test func aModelThatIsNotHardenedIsRefused() {
    #expect(throws: ModelError.self) { try HardenedHostInterpreter(original) }
  }

  @Test func votingNeedsOneScratchRowAndTwoCounters() throws {
    let plain = try HostInterpreter(original).plan
    let plan = try HardenedHostInterpreter(HardenedModel(original, .all(units, .tmrWeights)).file).plan
    // The longest row has 96 weights, and its bias.
    #expect(plan.requiredBytes - plain.requiredBytes <= 96 + 4 + 16)
    #expect(plan.stateBytes - plain.stateBytes == 8 && plan.arenaBytes == plain.arenaBytes)
  }

  /// Every bit of every copy of weights, biases and pairs.
  @Test(arguments: 0..<3) func noFlipInAParameterCopyChangesAnOutput(_ copy: Int) throws {
    let device = try device(.all(units, .tmrWeights))
    let map = try CopyMap(HostInterpreter(device.interpreter.fileBytes))
    var count = 0
    for place in map.allBytes(copy: copy) {
      for bit in 0..<8 where (place + bit) % 3 == 0 {
        device.interpreter.model.flip(place, 1 << UInt8(bit))
        let votes = try device.voted()
        #expect(votes.outputs == device.golden)
        // A third copy that deviates alone is not looked at.
        #expect(votes.corrected == (copy == 2 ? 0 : 1) && votes.disagreed == 0)
        device.interpreter.model.flip(place, 1 << UInt8(bit))
        count += 1
      }
    }
    #expect(count > 1500)
  }

  @Test func twoFlipsOfOneBitWinTheVote() throws {
    let device = try device(.all(units, .tmrWeights))
    let map = try CopyMap(HostInterpreter(device.interpreter.fileBytes))
    let places = map.firstWeight(2, 1)
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
      for place in [places[a], places[b]] { device.interpreter.model.flip(place, 0x80) }
      let votes = try device.voted()
      #expect(votes.outputs != device.golden)
      // Where copies 0 and 1 are struck alike nobody asks copy 2.
      #expect(votes.corrected == (a == 0 && b == 1 ? 0 : 1))
      for place in [places[a], places[b]] { device.interpreter.model.flip(place, 0x80) }
    }
    for copy in 0..<3 { device.interpreter.model.flip(places[copy], 1 << UInt8(copy)) }
    let votes = try device.voted()
    #expect(votes.outputs == device.golden)
    #expect(votes.corrected == 0 && votes.disagreed == 1)
  }

  /// Every bit of every stored byte, in front of every step at which it is alive.
  @Test(arguments: [HardeningScheme.tmrActivations, .tmrCompute], 0..<3)
  func noFlipInAPlaneCopyChangesAnOutput(_ scheme: HardeningScheme, _ copy: Int) throws {
    let device = try device(.all(units, scheme))
    var count = 0
    for plane in try PlaneCopies.all(device.interpreter, units) {
      for step in plane.strikeSteps {
        for (i, place) in plane.places(copy: copy).enumerated() {
          for bit in 0..<8 where (i + bit + step) % 5 == 0 {
            let memory = plane.memory(copy: copy, device.interpreter)
            let votes = try device.voted(before: step) { memory.flip(place, 1 << UInt8(bit)) }
            #expect(votes.outputs == device.golden)
            // Seen by the first step that reads the tensor, which repairs it.
            #expect(votes.corrected == (copy == 2 ? 0 : 1) && votes.disagreed == 0)
            count += 1
          }
        }
      }
    }
    #expect(count > 400)
  }

  /// One flip in any register of any of the three computations of a unit.
  @Test func noFlipInAReplicatedComputationChangesAnOutput() throws {
    let device = try device(.all(units, .tmrCompute))
    var clean = RegisterFlip(iteration: -1, register: 0, bit: 0)
    #expect(try device.outputs(&clean) == device.golden)
    // All three computations of each operator pass through the datapath.
    var once = RegisterFlip(iteration: -1, register: 0, bit: 0)
    _ = try self.device(.all(units, .tmrWeights)).outputs(&once)
    #expect(once.iterations > 1000 && clean.iterations == 3 * once.iterations)
    var random = SeededGenerator(seed: 3)
    for _ in 0..<1500 {
      var flip = RegisterFlip(
        iteration: Int.random(in: 0..<clean.iterations, using: &random),
        register: Int.random(in: 0..<4, using: &random), bit: Int32.random(in: 0..<32, using: &random))
      #expect(try device.outputs(&flip) == device.golden, "\(flip)")
    }
  }

  @Test func theSameFlipChangesAnUnprotectedComputation() throws {
    let device = try device(HardeningPlan([UnitID(operatorIndex: 0, channel: 0): .tmrWeights]))
    var changed = 0
    for iteration in stride(from: 0, to: 400, by: 7) {
      var flip = RegisterFlip(iteration: iteration, register: 3, bit: 14)
      if try device.outputs(&flip) != device.golden { changed += 1 }
    }
    #expect(changed > 0)
  }

  /// A struck word of the table ends in an error or in an answer, at initialisation and later.
  @Test func everyWordOfTheTableMayChange() throws {
    let file = try HardenedModel(original, .random(units, seed: 5, share: 0.8)).file
    let device = try StruckDevice(file, plain: original, record: SmallNetwork.record(1))
    let map = try CopyMap(HostInterpreter(file))
    var refused = 0
    for place in stride(from: map.entry, to: map.entry + map.entryBytes, by: 1) {
      for mask: UInt8 in [1, 0x40, 0xff] {
        device.interpreter.model.flip(place, mask)
        do {
          _ = try device.outputs()
        } catch is ModelError {
          refused += 1
        }
        device.interpreter.model.flip(place, mask)
      }
    }
    #expect(refused > 200)
    #expect(try device.outputs() == device.golden)
  }

  @Test(
    .enabled(if: TestData.isPresent, Comment(rawValue: TestData.absence)),
    arguments: ["kws_ref_model", "pretrainedResnet_quant", "ad01_int8", "vww_96_int8"])
  func wholeNetworksAnswerAsThePlainOnes(_ name: String) throws {
    let file = try TestData.bytes("models/\(name).tflite")
    let plain = try HostInterpreter(file)
    let units = try NetworkUnits(plain)
    let hardened = try HardenedHostInterpreter(
      try HardenedModel(file, .random(units, seed: 9, share: 0.2)).file)
    var random = SeededGenerator(seed: 5)
    let input = try plain.inputs()[0]
    let record = random.int8s(input.byteCount).map { UInt8(bitPattern: $0) }
    try plain.write(record, to: input)
    try plain.run()
    try hardened.write(record, to: try hardened.readModel().input(0))
    try hardened.run()
    #expect(try plain.read(try plain.outputs()[0]) == hardened.read(try hardened.readModel().output(0)))
    #expect(hardened.counters == Voter())
  }
}
