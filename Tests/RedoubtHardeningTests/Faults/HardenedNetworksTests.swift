import Foundation
import ModelFixtures
import RedoubtBoards
import RedoubtCore
import RedoubtHost
import RedoubtModel
import Testing

@testable import RedoubtFaults
@testable import RedoubtHardening

/// Random faults of every kind on whole networks under random plans, beside a device that votes.
///
/// `REDOUBT_AGREEMENT_TRIALS` sets the number of trials per network and kind: thousands in a release build.
@Suite struct HardenedNetworksTests {
  private static let trials =
    ProcessInfo.processInfo.environment["REDOUBT_AGREEMENT_TRIALS"].flatMap { Int($0) }

  private func check(_ original: [UInt8], records: [[UInt8]], trials: Int, seed: UInt64) throws {
    let hardened = try HardenedNetwork(original, seed: seed, share: 0.6, records: records)
    let engine = try #require(HardenedEngine(hardened.network))
    var oracle = VotingReexecution(hardened.network, hardened.layout)
    var outcomes: [String: Int] = [:]
    for model in [FaultModel.seu, .mbu, .stuckAt0, .stuckAt1] {
      let targets: [FaultTarget] = [.weights, .biases, .activations, .replicas, .voters]
      let space = try hardened.space(model == .seu ? targets + [.registers] : targets, model)
      for trial in 0..<trials {
        var random = TrialRandom(seed: seed, trial: trial)
        let fault = space.fault(at: space.pool.draw(&random, in: space), &random)
        let input = trial % records.count
        let found = engine.run(fault, input: input)
        let expected: VotedResult
        switch fault {
        case .memory(let faults): expected = oracle.run(faults, input: input)
        case .register(let one):
          expected = oracle.run([], strike: .init(fault: one, copy: 0), input: input)
        case .replicated(let copy, .register(let one)):
          expected = oracle.run([], strike: .init(fault: one, copy: copy), input: input)
        default: continue
        }
        #expect(found.result.kind == expected.result.kind, "\(model), trial \(trial): \(fault)")
        if found.result != .outsideMemory {
          #expect(found.votes == expected.votes, "\(model), trial \(trial): \(fault)")
        }
        let name =
          found.result == .unchanged ? found.votes.hasActed ? "corrected" : "masked" : "\(found.result)"
        outcomes[String(name.prefix(9)), default: 0] += 1
      }
    }
    if Self.trials != nil {
      print("\(outcomes.values.reduce(0, +)) trials agree: \(outcomes.sorted { $0.key < $1.key })")
    }
    #expect(outcomes["corrected", default: 0] > 0 && outcomes["masked", default: 0] > 0)
  }

  @Test(arguments: 1...2 as ClosedRange<UInt64>) func digits(seed: UInt64) throws {
    let original = ShippedDigits.int8Network
    let interpreter = try HostInterpreter(original)
    let inputs = try EncodedRecords(interpreter, try DatasetSpecification(parsing: "digits,limit=3"))
    try check(original, records: inputs.records, trials: Self.trials ?? 12, seed: seed)
  }

  @Test(.enabled(if: TestData.isPresent, Comment(rawValue: TestData.absence)))
  func anomalyDetection() throws {
    let original = try TestData.bytes("models/ad01_int8.tflite")
    var random = SeededGenerator(seed: 1)
    let records = (0..<2).map { _ in random.int8s(640).map { UInt8(bitPattern: $0) } }
    try check(original, records: records, trials: Self.trials ?? 2, seed: 5)
  }
}
