import ModelFixtures
import RedoubtCore
import RedoubtHost
import Testing

/// Real networks, byte for byte as the reference engines compute them.
@Suite(.enabled(if: TestData.isPresent, "\(TestData.absence)"))
struct GoldenNetworkTests {
  @Test(arguments: GoldenNetwork.allCases)
  func outputsEqualTensorFlowLiteMicro(_ network: GoldenNetwork) throws {
    let interpreter = try HostInterpreter(try network.file())
    try expectOutputs(of: interpreter, try network.microRecords())
  }

  @Test(arguments: GoldenNetwork.allCases)
  func outputsAndLogitsEqualLiteRT(_ network: GoldenNetwork) throws {
    let interpreter = try HostInterpreter(try network.file(), rounding: .litert)
    let sets = try network.liteRTRecords()
    #expect(!sets.isEmpty)
    for records in sets { try expectOutputs(of: interpreter, records) }
  }

  @Test(arguments: GoldenNetwork.allCases)
  func everyOperatorsOutputEqualsLiteRT(_ network: GoldenNetwork) throws {
    let interpreter = try HostInterpreter(try network.file(), rounding: .litert)
    let model = try interpreter.readModel()
    let (input, layers) = try network.layers()
    #expect(layers.count == interpreter.stepCount)
    try interpreter.write(input, to: try model.input(0))
    for layer in layers {
      #expect(interpreter.nextStep == layer.step)
      #expect(try interpreter.step())
      let output = try interpreter.read(try model.tensor(layer.tensor))
      expectEqual(output, layer.output, layer.name)
    }
    #expect(try !interpreter.step())
  }

  /// The reference kernels are slow without optimisation: one record each, of the two smaller networks.
  @Test(arguments: [GoldenNetwork.ad, .kws])
  func referencePathGivesTheSameBytes(_ network: GoldenNetwork) throws {
    let interpreter = try HostInterpreter(try network.file(), path: .reference)
    try expectOutputs(of: interpreter, try network.microRecords(), limit: 1)
  }

  @Test(arguments: GoldenNetwork.allCases, KernelPath.available.filter { $0 != .reference })
  func everyFastPathGivesTheSameBytes(_ network: GoldenNetwork, _ path: KernelPath) throws {
    let interpreter = try HostInterpreter(try network.file(), path: path)
    try expectOutputs(of: interpreter, try network.microRecords())
  }

  /// Peaks of live activations with nothing in place, and how much the rest of the memory may add.
  @Test(arguments: zip(GoldenNetwork.allCases, [768, 49_152, 16_000, 55_296]))
  func memoryStaysAtThePeakOfLiveActivations(_ network: GoldenNetwork, _ peak: Int) throws {
    let plan = try HostInterpreter(try network.file()).plan
    #expect(plan.arenaLowerBoundBytes == peak)
    #expect(plan.arenaBytes == peak)
    // Scratch memory lies among the tensors: only the operators at the peak add theirs.
    #expect(plan.requiredBytes + MemoryLayout<Interpreter>.size <= peak + 3 * 1024)
  }

  private func expectOutputs(
    of interpreter: HostInterpreter, _ records: GoldenNetwork.Records, limit: Int = .max
  )
    throws
  {
    let model = try interpreter.readModel()
    let last = try Node(model, interpreter.stepCount - 1)
    for record in 0..<min(records.count, limit) {
      try interpreter.write(records.slice(records.inputs, record), to: try model.input(0))
      interpreter.restart()
      while interpreter.nextStep < interpreter.stepCount - 1 { _ = try interpreter.step() }
      if let logits = records.logits {
        let actual = try interpreter.read(try last.input(0))
        expectEqual(
          actual, Array(records.slice(logits, record)), "logits of \(records.name) record \(record)")
      }
      _ = try interpreter.step()
      let actual = try interpreter.read(try model.output(0))
      expectEqual(actual, Array(records.slice(records.outputs, record)), "\(records.name) record \(record)")
    }
  }

  /// Names the first difference instead of printing whole layers.
  private func expectEqual(_ actual: [UInt8], _ expected: [UInt8], _ what: String) {
    guard actual != expected else { return }
    let place = zip(actual, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    Issue.record("\(what): \(actual.count) of \(expected.count) bytes, first difference at \(place ?? -1)")
  }
}
