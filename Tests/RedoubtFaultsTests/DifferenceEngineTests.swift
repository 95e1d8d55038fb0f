import ModelFixtures
import RedoubtCore
import RedoubtHost
import RedoubtModel
import Testing

@testable import RedoubtFaults

/// Following differences gives the bytes of a whole inference with the fault in memory, on every kernel path.
@Suite struct DifferenceEngineTests {
  /// An engine of each path beside whole inferences on the reference kernels.
  private struct Comparison {
    let file: [UInt8]
    let records: [[UInt8]]
    let interpreter: DifferenceInterpreter
    var engines: [(path: KernelPath, engine: DifferenceEngine)]
    var oracle: Reexecution
    var random: SeededGenerator
    /// Trials compared, and those that changed an output.
    private(set) var trials = 0
    private(set) var changed = 0

    init(
      _ file: [UInt8], records: [[UInt8]], random: SeededGenerator, oracle path: KernelPath = .reference
    ) throws {
      (self.file, self.records, self.random) = (file, records, random)
      interpreter = try DifferenceInterpreter(file)
      engines = try KernelPath.allCases.filter { $0.isAvailable && $0 != .reference }.map {
        ($0, try DifferenceEngine(file, records: records, path: $0))
      }
      oracle = try Reexecution(file, records: records, path: path)
    }

    mutating func compare(_ faults: [MemoryFault], covered: Bool = true) {
      let input = Int.random(in: records.indices, using: &random)
      let expected = oracle.run(faults, input: input)
      for i in engines.indices {
        let actual = engines[i].engine.attempt(faults, input: input)
        if actual == expected { continue }
        Issue.record(
          """
          \(engines[i].path): \(String(describing: actual)), not \(expected), for \(faults), input \(input), \
          seed \(SeededGenerator.runSeed)
          """)
      }
      trials += 1
      if expected != .unchanged { changed += 1 }
    }

    /// A bit of a weight or a bias.
    mutating func constantFault(isWeights: Bool) -> MemoryFault {
      let ranges = interpreter.constants.filter { $0.isWeights == isWeights }
      let range = ranges.randomElement(using: &random)!.bytes
      return MemoryFault(
        place: .file(Int.random(in: range, using: &random)), bit: Int.random(in: 0..<8, using: &random),
        change: MemoryFault.Change.allCases.randomElement(using: &random)!, step: 0)
    }

    /// A bit of the tensor area at any step, live or not.
    mutating func arenaFault() -> MemoryFault {
      let tensors = interpreter.liveTensors
      let live = tensors.randomElement(using: &random)!
      return MemoryFault(
        place: .arena(live.offset + Int.random(in: 0..<live.tensor.byteCount, using: &random)),
        bit: Int.random(in: 0..<8, using: &random),
        step: Int.random(in: max(0, live.producer)...interpreter.stepCount, using: &random))
    }

    /// Any number of single faults of each kind, and some events of several.
    mutating func compareAll(_ count: Int) {
      for i in 0..<count {
        compare([constantFault(isWeights: true)])
        compare([arenaFault()])
        if i % 4 == 0 { compare([constantFault(isWeights: false)]) }
        if i % 8 == 0 {
          compare((0..<3).map { _ in arenaFault() } + [constantFault(isWeights: true)])
          compare((0..<4).map { constantFault(isWeights: $0 > 0) })
          compareCluster()
          compareInversion()
        }
      }
    }

    /// All bits of one byte of a tensor: changes by up to 255, more than one product of the vector paths takes.
    private mutating func compareInversion() {
      let fault = arenaFault()
      compare((0..<8).map { MemoryFault(place: fault.place, bit: $0, step: fault.step) })
    }

    /// Two bits of one byte and one of the next, in a tensor and in weights.
    private mutating func compareCluster() {
      for fault in [arenaFault(), constantFault(isWeights: true)] {
        let next: MemoryFault.Place
        switch fault.place {
        case .arena(let byte): next = .arena(byte + 1)
        case .file(let byte): next = .file(byte + 1)
        }
        let faults = [
          fault, MemoryFault(place: fault.place, bit: (fault.bit + 1) % 8, step: fault.step),
          MemoryFault(place: next, bit: fault.bit, step: fault.step),
        ]
        // The next byte may belong to something else.
        if engines[0].engine.covers(faults) { compare(faults) }
      }
    }
  }

  @Test(arguments: 0..<12)
  func randomNetworksGiveTheBytesOfAWholeInference(_ number: Int) throws {
    var random = SeededGenerator("difference networks")
    let seed = random.next() &+ UInt64(number)
    let network = RandomNetwork(seed: seed, operators: 4, hasCoarseWeights: number % 4 == 3)
    let records = (0..<3).map { _ in random.int8s(network.inputCount).map { UInt8(bitPattern: $0) } }
    var comparison = try Comparison(network.fixture.file, records: records, random: random)
    comparison.compareAll(40)
    #expect(comparison.changed > 0, "no fault reached the output: nothing was compared")
  }

  @Test func faultsOutsideTensorsAndWeightsAreNotCovered() throws {
    let network = RandomNetwork(seed: 1, operators: 2, hasCoarseWeights: false)
    let record = [UInt8](repeating: 0, count: network.inputCount)
    var engine = try DifferenceEngine(network.fixture.file, records: [record])
    let metadata = MemoryFault(place: .file(8), bit: 0, step: 0)
    let state = MemoryFault(place: .arena(0), bit: 0, step: 0)
    let interpreter = try DifferenceInterpreter(network.fixture.file)
    let tensor = interpreter.liveTensors[0].offset
    let stuck = MemoryFault(place: .arena(tensor), bit: 0, change: .stuckAt1, step: 0)
    let early = MemoryFault(place: .file(interpreter.constants[0].bytes.lowerBound), bit: 0, step: -1)
    for fault in [metadata, state, stuck, early] {
      #expect(!engine.covers([fault]))
      #expect(engine.attempt([fault], input: 0) == nil)
    }
    #expect(engine.attempt([], input: 0) == .unchanged)
  }

  @Test func goldenRunsThatDoNotFitAreMadeAgain() throws {
    let network = RandomNetwork(seed: 2, operators: 3, hasCoarseWeights: false)
    var random = SeededGenerator("golden runs")
    let records = (0..<4).map { _ in random.int8s(network.inputCount).map { UInt8(bitPattern: $0) } }
    var small = try DifferenceEngine(network.fixture.file, records: records, goldenBytes: 0)
    var large = try DifferenceEngine(network.fixture.file, records: records)
    let place = try DifferenceInterpreter(network.fixture.file).constants[0].bytes.lowerBound
    for i in 0..<40 {
      let fault = MemoryFault(place: .file(place + i % 5), bit: 7, step: 0)
      #expect(small.attempt([fault], input: i % 4) == large.attempt([fault], input: i % 4))
    }
  }

  @Test(.enabled(if: TestData.isPresent, Comment(rawValue: TestData.absence)))
  func residualNetworkGivesTheBytesOfAWholeInference() throws {
    let file = try TestData.bytes("models/pretrainedResnet_quant.tflite")
    let specification = try DatasetSpecification(
      parsing: "cifar10:\(TestData.url("datasets/cifar10-raw-test-846.bin").path),limit=3")
    let records = try EncodedRecords(try HostInterpreter(file), specification).records
    var comparison = try Comparison(
      file, records: records, random: SeededGenerator("difference resnet"), oracle: .fastest)
    comparison.compareAll(40)
    #expect(comparison.changed > 5)
  }
}
