import ModelFixtures
import RedoubtCore
import RedoubtHost
import RedoubtModel
import Testing

@testable import RedoubtHardening

@Suite struct ScoreTests {
  private let network: RankedNetwork
  private let records: RankingRecords

  init() throws {
    network = try RankedNetwork(SmallNetwork.fixture().file)
    records = RankingRecords(
      records: (0..<70).map { SmallNetwork.record($0) }, labels: (0..<70).map { ($0 * 7) % 5 })
  }

  private func ranking(_ score: any CriticalityScore) throws -> Ranking { try Ranking(score, of: network) }

  /// Every tensor's bytes after a whole run of the reference kernels, one inference per tensor.
  private func oracleActivations() throws -> [UnitID: Double] {
    let interpreter = try HostInterpreter(network.file, path: .reference)
    let model = try interpreter.readModel()
    var means: [UnitID: Double] = [:]
    for unit in network.units.all {
      let quantization = try #require(unit.plane.quantization)
      var sum = 0.0
      var count = 0
      for record in records.records {
        try interpreter.write(record, to: try model.input(0))
        interpreter.restart()
        for _ in 0..<(unit.id.operatorIndex + 1) { _ = try interpreter.step() }
        for (i, byte) in try interpreter.read(try model.tensor(unit.plane.tensor)).enumerated()
        where i % unit.plane.channels == unit.plane.channel {
          sum += Double(
            quantization.scale * Float(abs(Int(Int8(bitPattern: byte)) - quantization.zeroPoint)))
          count += 1
        }
      }
      means[unit.id] = sum / Double(count)
    }
    return means
  }

  @Test func activationIsTheMeanOfThePlane() throws {
    let expected = try oracleActivations()
    let found = try ranking(DatasetScore(.activation, records))
    #expect(found.entries.count == network.units.all.count)
    for entry in found.entries {
      let mean = try #require(expected[entry.unit])
      #expect(abs(entry.value - mean) <= 1e-6 * max(1, mean))
    }
    #expect(zip(found.entries, found.entries.dropFirst()).allSatisfy { $0.value >= $1.value })
  }

  @Test func magnitudeIsTheMeanOfTheDequantisedWeights() throws {
    let graph = try TFLiteImporter(network.file).graph()
    let found = try ranking(MagnitudeScore())
    #expect(found.entries.count == network.units.weighted.count)
    for entry in found.entries {
      let operation = graph.operations[entry.unit.operatorIndex]
      let weights = try #require(operation.inputs[1])
      let real = try graph[weights].realTensor()
      let elements = try #require(real.data.floats)
      let isDepthwise = operation.kind is DepthwiseConv2DKind
      let channels = isDepthwise ? real.shape[3] : real.shape[0]
      let own = elements.indices.filter {
        (isDepthwise ? $0 % channels : $0 / (elements.count / channels)) == entry.unit.channel
      }
      let mean = own.reduce(0) { $0 + Double(abs(elements[$1])) } / Double(own.count)
      #expect(abs(entry.value - mean) < 1e-6)
    }
  }

  /// The oracle scales one plane of the float network and watches the loss: for a plane of one cell,
  /// |gradient × activation| is the slope of the loss in the logarithm of the activation.
  @Test func taylorIsTheSlopeOfTheLoss() throws {
    let record = records.records[3]
    let found = try ranking(DatasetScore(.taylor, RankingRecords(records: [record], labels: [2])))
    let graph = try TFLiteImporter(network.file).graph()
    // The last FULLY_CONNECTED writes planes of one cell, which are the logits.
    let pass = try ForwardPass(network.file)
    var logits: [Float] = []
    try pass.run(record) { if $0 == graph.outputs[0].index { logits = $1 } }
    func loss(_ logits: [Double]) -> Double {
      let largest = logits.max() ?? 0
      return logits.reduce(0) { $0 + Exponential.exp($1 - largest) }.logarithm + largest - logits[2]
    }
    let base = logits.map(Double.init)
    for (channel, logit) in base.enumerated() {
      var (up, down) = (base, base)
      up[channel] += 1e-4
      down[channel] -= 1e-4
      let slope = (loss(up) - loss(down)) / 2e-4
      let entry = try #require(
        found.entries.first { $0.unit == UnitID(operatorIndex: 3, channel: channel) })
      #expect(abs(entry.value - abs(slope * logit)) < 1e-3)
    }
  }

  @Test(arguments: [false, true]) func resultsDoNotDependOnThreads(_ isPerClass: Bool) throws {
    for kind in [DatasetScore.Kind.activation, .taylor] {
      let results = try [1, 2, 5].map { threads in
        try ranking(DatasetScore(kind, records, isPerClass: isPerClass, threads: threads))
      }
      #expect(results.allSatisfy { $0 == results[0] })
      #expect(results[0].provenance?.stability?.count == RankStability.fractions.count)
    }
  }

  @Test func aUnitOfOneClassIsNotLostInTheMean() {
    var means = ClassMeans()
    // Unit 0 matters a little to all ten classes, unit 1 to class 7 alone, unit 2 to none.
    for name in 0..<10 { means.add([0.3, name == 7 ? 2 : 0, 0.001], to: name) }
    let (overall, perClass) = (means.overall(units: 3), means.largestShare(units: 3))
    #expect(overall[0] > overall[1])
    // In class 7 unit 1 carries 2 of 2.301; unit 0 carries 0.3 of 0.301 elsewhere.
    #expect(abs(perClass[1] - 2 / 2.301) < 1e-12 && abs(perClass[0] - 0.3 / 0.301) < 1e-12)
    #expect(perClass[1] > 100 * perClass[2])
  }

  @Test func randomScoresFollowTheSeed() throws {
    #expect(try ranking(RandomScore(seed: 4)) == ranking(RandomScore(seed: 4)))
    #expect(try ranking(RandomScore(seed: 4)) != ranking(RandomScore(seed: 5)))
  }

  @Test func stabilityCountsSharedUnits() throws {
    let count = network.units.all.count
    let rising = (0..<count).map { Double($0) }
    let same = RankStability.all(network.units, rising, rising)
    #expect(same.allSatisfy { $0.overlap == 1 })
    let opposite = RankStability.all(network.units, rising, rising.map { -$0 })
    #expect(opposite.map(\.units) == [1, 2, 3, 7] && opposite.allSatisfy { $0.shared == 0 })
  }
}

extension Double {
  /// Natural logarithm by Newton's method on the exponential.
  fileprivate var logarithm: Double {
    (0..<60).reduce(0.0) { y, _ in y - 1 + self * Exponential.exp(-y) }
  }
}
