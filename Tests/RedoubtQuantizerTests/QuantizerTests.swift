import RedoubtHost
import RedoubtModel
import Testing

@testable import RedoubtQuantizer

@Suite struct QuantizerTests {
  @Test func theInt8NetworkIsNearTheFloatOne() throws {
    let network = try Quantizer().quantize(
      try RandomNetwork(seed: 5).graph, calibration: RandomNetwork.records(16))
    #expect(network.fidelity.operators.allSatisfy { $0.decibels > 20 })
    #expect(network.fidelity.meanSquaredError < 1e-3)
    #expect(network.candidates.contains(network.chosen))
    #expect(network.candidates.allSatisfy { $0.meanSquaredError >= network.chosen.meanSquaredError })
    let interpreter = try HostInterpreter(network.model.bytes)
    #expect(interpreter.plan.arenaBytes == network.model.plan.bytes)
    #expect(network.model.plan.certificate != .none)
  }

  @Test func bytesDoNotDependOnTheNumberOfThreads() throws {
    let graph = try RandomNetwork(seed: 6).graph
    let files = try [1, 2, 3].map { threads in
      try Quantizer(threads: threads).quantize(graph, calibration: RandomNetwork.records(9)).model.bytes
    }
    #expect(files[0] == files[1] && files[0] == files[2])
  }

  @Test(arguments: RangeMethod.allCases) func oneRecordIsEnoughToRun(method: RangeMethod) throws {
    let network = try Quantizer(method: .fixed(method)).quantize(
      try RandomNetwork(seed: 7).graph, calibration: RandomNetwork.records(1))
    #expect(network.fidelity.records == 1)
    #expect(network.candidates.allSatisfy { $0.candidate.ranges == method })
  }

  @Test func aRecordThatIsNotANumberIsNamed() throws {
    let records = CalibrationRecords(count: 3) { i in
      [HostTensor(shape: [1, 8, 8, 3], [Float](repeating: i == 2 ? .nan : 0.5, count: 192))]
    }
    let graph = try RandomNetwork(seed: 8).graph
    let error = #expect(throws: GraphError.self) { _ = try Quantizer().quantize(graph, calibration: records) }
    #expect(error?.message.contains("record 2") == true)
  }

  @Test func recordsThatAreAlwaysZeroAreQuantised() throws {
    let records = CalibrationRecords(count: 2) { _ in
      [HostTensor(shape: [1, 8, 8, 3], [Float](repeating: 0, count: 192))]
    }
    let network = try Quantizer().quantize(try RandomNetwork(seed: 8).graph, calibration: records)
    #expect(network.fidelity.meanSquaredError < 0.01)
  }

  @Test func theCallerCanStop() throws {
    struct Stopped: Error {}
    let quantizer = Quantizer { progress in
      if progress.stage == "candidates", progress.done > 2 { throw Stopped() }
    }
    let graph = try RandomNetwork(seed: 8).graph
    #expect(throws: Stopped.self) { _ = try quantizer.quantize(graph, calibration: RandomNetwork.records(8)) }
  }

  @Test func aQuantisedNetworkIsRefused() throws {
    let network = try Quantizer(method: .fixed(.minmax)).quantize(
      try RandomNetwork(seed: 8).graph, calibration: RandomNetwork.records(2))
    let graph = try TFLiteImporter(network.model.bytes).graph()
    #expect(throws: GraphError.self) {
      _ = try Quantizer().quantize(graph, calibration: RandomNetwork.records(2))
    }
  }

  @Test func everyOtherRecordIsTakenOnce() throws {
    let records = CalibrationRecords(count: 11) { [HostTensor(shape: [], [Float($0)])] }
    func numbers(_ records: CalibrationRecords) throws -> [Float] {
      try (0..<records.count).map { try records.record($0)[0].data.floats?[0] ?? -1 }
    }
    #expect(try numbers(records.every(4, from: 3)) == [3, 7])
    #expect(try numbers(records.without(every: 4)) == [0, 1, 2, 4, 5, 6, 8, 9, 10])
  }
}
