import ModelFixtures
import Testing

@testable import RedoubtCore

@Suite struct StepTests {
  private func open() throws -> OwnedInterpreter { try OwnedInterpreter(ModelFixture.small.file) }
  private typealias All = AllOperators<TFLM>

  @Test func stepsCountUpToTheEnd() throws {
    let owned = try open()
    #expect(owned.interpreter.nextStep == 0)
    for step in 0..<owned.interpreter.stepCount {
      #expect(owned.interpreter.nextStep == step)
      #expect(try owned.interpreter.step(All.self))
    }
    #expect(owned.interpreter.nextStep == owned.interpreter.stepCount)
    #expect(try !owned.interpreter.step(All.self))
    #expect(owned.interpreter.nextStep == owned.interpreter.stepCount)
  }

  @Test func steppingGivesWhatRunningGives() throws {
    let (stepped, run) = (try open(), try open())
    let input = (0..<18).map { Int8($0 * 14 - 128) }
    try stepped.write(input)
    try run.write(input)
    while try stepped.interpreter.step(All.self) {}
    try run.interpreter.run(All.self)
    #expect(try stepped.output() == run.output())
  }

  @Test func restartBeginsAtTheFirstOperator() throws {
    let owned = try open()
    let input = (0..<18).map { Int8($0 * 14 - 128) }
    try owned.write(input)
    try owned.interpreter.run(All.self)
    let expected = try owned.output()
    // Half an inference on something else leaves no trace.
    try owned.write(input.map { 0 &- $0 })
    owned.interpreter.restart()
    _ = try owned.interpreter.step(All.self)
    owned.interpreter.restart()
    #expect(owned.interpreter.nextStep == 0)
    try owned.write(input)
    while try owned.interpreter.step(All.self) {}
    #expect(try owned.output() == expected)
  }

  @Test func skippedOperatorLeavesItsOutputToTheCaller() throws {
    let owned = try open()
    try owned.interpreter.run(All.self)
    let hidden = try owned.range(ofTensor: 3)
    owned.interpreter.restart()
    owned.interpreter.skip()
    #expect(owned.interpreter.nextStep == 1)
    for place in hidden { owned.arena[place] = UInt8(bitPattern: -4) }
    while try owned.interpreter.step(All.self) {}
    // The hidden tensor holds its zero point: the products vanish, zero point 1 is left.
    #expect(try owned.output() == [1, 1, 1])
  }

  @Test func staticOperatorTakesNeitherMemoryNorTime() throws {
    let model = ModelFixture(
      tensors: [.activation([4]), .activation([400]), .activation([4])],
      operators: [
        OperatorFixture(code: GraphOperators.isStatic, inputs: [0], outputs: [1]),
        OperatorFixture(code: 0, inputs: [0, 0], outputs: [2]),
      ])
    let owned = try OwnedInterpreter(model.file, operators: GraphOperators.self)
    #expect(owned.plan.arenaBytes == 8)
    try owned.write([1, 2, 3, 4])
    try owned.interpreter.run(GraphOperators.self)
    #expect(try owned.output() == [21, 21, 21, 21])
    #expect(throws: ModelError(.outsideArena, .tensorBuffer)) { try owned.range(ofTensor: 1) }
  }

  @Test func changedWeightsReachTheResult() throws {
    let owned = try open()
    try owned.write((0..<18).map { Int8($0 * 14 - 128) })
    try owned.interpreter.run(All.self)
    let before = try owned.output()
    let weights = try #require(try owned.readModel().tensor(4).constantPosition)
    for place in weights..<weights + 8 { owned.model[place] = 127 }
    try owned.interpreter.run(All.self)
    let after = try owned.output()
    #expect(after[0] != before[0] && after[1...] == before[1...])
  }

  @Test func modelThatBecomesUnreadableStopsItsStep() throws {
    let owned = try open()
    try owned.interpreter.run(All.self)
    let table = try owned.readModel().operators.table(1).position
    owned.interpreter.restart()
    // The second operator's offset to its vtable.
    owned.model.storeBytes(of: Int32.max, toByteOffset: table, as: Int32.self)
    #expect(try owned.interpreter.step(All.self))
    var error = ModelError(.outsideFile, .subgraphOperators, index: 1, value: table - Int(Int32.max))
    error.operatorIndex = 1
    #expect(throws: error) { try owned.interpreter.step(All.self) }
    #expect(owned.interpreter.nextStep == 1)
  }

  @Test(arguments: 0..<8)
  func anyBitFlippedInTheFileBetweenTwoStepsEndsInAnErrorOrAResult(_ bit: Int) throws {
    let owned = try open()
    for place in owned.model.indices { try flip(bit, at: place, of: owned.model, owned) }
  }

  @Test(arguments: 0..<8)
  func anyBitFlippedInTheStateTableBetweenTwoStepsEndsInAnErrorOrAResult(_ bit: Int) throws {
    let owned = try open()
    for place in 0..<owned.plan.requiredBytes { try flip(bit, at: place, of: owned.arena, owned) }
  }

  private func flip(
    _ bit: Int, at place: Int, of memory: UnsafeMutableRawBufferPointer, _ owned: OwnedInterpreter
  )
    throws
  {
    let (clean, stepCount) = (Array(owned.arena), owned.interpreter.stepCount)
    owned.interpreter.restart()
    _ = try owned.interpreter.step(All.self)
    memory[place] ^= 1 << UInt8(bit)
    // A flip of the step counter may repeat operators; an error ends the inference.
    for _ in 0...stepCount {
      guard (try? owned.interpreter.step(All.self)) == true else { break }
    }
    memory[place] ^= 1 << UInt8(bit)
    owned.arena.copyBytes(from: clean)
  }
}
