import ModelFixtures
import RedoubtBoards
import RedoubtCore
import RedoubtHost
import Testing

@testable import RedoubtFaults

@Suite struct RegisterFaultTests {
  /// Runs the whole reference kernel of one operator with the fault, then the rest of the network.
  private func wholeKernel(_ fault: RegisterFault, _ small: SmallNetwork, input: Int) throws -> EngineResult {
    let network = small.network
    let device = try SimulatedDevice(network.file, arenaBytes: network.map.arenaBytes, rounding: .tflm)
    let golden = try SimulatedDevice(network.file, arenaBytes: network.map.arenaBytes, rounding: .tflm)
    try golden.write(network.records[input])
    while try golden.step() {}
    try device.write(network.records[input])
    for _ in 0..<fault.operatorIndex { _ = try device.step() }
    guard try device.runStruck(fault, small) else { return .outsideMemory }
    while try device.step() {}
    let (answer, expected) = (try device.read(network.outputBytes), try golden.read(network.outputBytes))
    return answer == expected ? .unchanged : .output(answer)
  }

  @Test(arguments: [0, 1, 5], VirtualRegister.allCases)
  func oneElementIsEnough(step: Int, register: VirtualRegister) throws {
    let small = try SmallNetwork()
    let engine = PlainEngine(small.network)
    let nest = try #require(try LoopNest(try Node(try small.interpreter.readModel(), step)))
    let count = register.isPerElement ? nest.elementCount : nest.iterationCount
    var different = 0
    for i in 0..<64 {
      let fault = RegisterFault(
        operatorIndex: step, register: register, bit: i % 32, iteration: i * 7919 % count)
      let expected = try wholeKernel(fault, small, input: i % 3)
      #expect(engine.run(.register(fault), input: i % 3) == expected, "\(fault)")
      if expected != .unchanged { different += 1 }
    }
    #expect(different > 0)
  }

  @Test(arguments: [0, 1, 5]) func positionsFollowTheLoopNest(step: Int) throws {
    let small = try SmallNetwork()
    let nest = try #require(try LoopNest(try Node(try small.interpreter.readModel(), step)))
    var iteration = 0
    for element in 0..<nest.elementCount {
      for inElement in 0..<nest.iterations(ofElement: element) {
        #expect(nest.position(iteration) == .init(element: element, iteration: inElement))
        iteration += 1
      }
    }
    #expect(iteration == nest.iterationCount)
  }

  /// Counts through the loops: the output channel is the innermost dimension of the output.
  @Test(arguments: VirtualRegister.allCases) func sitesNameTheirUnit(register: VirtualRegister) throws {
    let small = try SmallNetwork()
    let space = try FaultSpace(small.interpreter, map: small.map, targets: [.registers])
    let model = try small.interpreter.readModel()
    for (index, segment) in space.segments.enumerated() where segment.kind == .register(register) {
      let operatorIndex = try #require(segment.operatorIndex)
      let nest = try #require(try LoopNest(try Node(model, operatorIndex)))
      var site = 0
      for element in 0..<nest.elementCount {
        for _ in 0..<(register.isPerElement ? 1 : nest.iterations(ofElement: element)) {
          #expect(
            space.unit(of: FaultSite(segment: index, element: site, bit: 31)) == element % nest.channels)
          site += 1
        }
      }
      #expect(site == segment.elementCount)
    }
  }

  @Test func aStruckPairChangesItsChannelOnly() throws {
    let small = try SmallNetwork()
    let engine = PlainEngine(small.network)
    for (isShift, bit) in [(false, 30), (false, 3), (true, 0), (true, 31)] {
      let fault = Fault.derivedPair(operatorIndex: 0, channel: 2, isShift: isShift, bit: bit)
      let result = engine.run(fault, input: 1)
      if case .stopped = result { Issue.record("\(result)") }
      #expect(engine.patches.count == 25 && engine.patches.allSatisfy { $0.element % 4 == 2 })
    }
  }

  @Test func byzantineUnitsAreRepeatable() throws {
    let small = try SmallNetwork()
    let engine = PlainEngine(small.network)
    let fault = Fault.byzantine(operatorIndex: 1, channel: 3, key: 12)
    let first = engine.run(fault, input: 0)
    #expect(engine.run(fault, input: 0) == first)
    #expect(engine.patches.count == 25)
  }
}

extension SimulatedDevice {
  /// The next step on a datapath with a fault; false where an address left the memory.
  fileprivate func runStruck(_ fault: RegisterFault, _ small: SmallNetwork) throws(ModelError) -> Bool {
    let node = try Node(try small.interpreter.readModel(), fault.operatorIndex)
    guard let element = try OutputElement(node, small.interpreter) else { return false }
    var datapath = FaultyDatapath(
      fault.register, bit: fault.bit, countdown: fault.iteration,
      FaultyDatapath.Surroundings(arena: arena, file: file, input: element.input, weights: element.weights))
    try step(on: &datapath)
    return !datapath.leftMemory
  }
}
