import ModelFixtures
import RedoubtCore
import RedoubtHost
import RedoubtModel
import Testing

@testable import RedoubtHardening

/// What a table and its banks say about a unit, voted.
struct VotedRow: Equatable {
  var weights: [UInt8] = []
  var bias: Int32 = 0
  var pair = QuantizedMultiplier(multiplier: 0, shift: 0)

  init() {}

  init(_ unit: ProtectedUnit, _ voter: inout Voter) throws(HardeningError) {
    guard let row = try unit.row() else { return }
    pair = try row.pair(&voter)
    bias = try row.bias(&voter)
    var scratch = [UInt32](repeating: 0, count: row.scratchBytes / 4)
    var span = scratch.mutableSpan
    try row.weights(&voter, into: &span)
    let bytes = scratch.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
    }
    weights = Array(bytes[row.phase..<row.phase + row.weightCount])
  }
}

extension HardeningPlan {
  /// Every unit under one scheme; planes too where it is for activations.
  static func all(_ units: NetworkUnits, _ scheme: HardeningScheme) -> HardeningPlan {
    let chosen = scheme == .tmrActivations ? units.all : units.weighted
    return HardeningPlan(Dictionary(uniqueKeysWithValues: chosen.map { ($0.id, scheme) }))
  }
}

@Suite struct HardenedModelTests {
  private let original: [UInt8]
  private let units: NetworkUnits

  init() throws {
    var fixture = SmallNetwork.fixture()
    fixture.metadata.append(("note", [1, 2, 3]))
    // Offsets as a first-fit plan has them: input, then the activations that live together.
    fixture.setOfflinePlan([256, -1, -1, 0, -1, -1, 96, 192, -1, -1, 0])
    original = fixture.file
    units = try NetworkUnits(try HostInterpreter(original))
  }

  private func outputs(_ file: [UInt8], _ path: KernelPath, _ rounding: Rounding) throws -> [[UInt8]] {
    let interpreter = try HostInterpreter(file, rounding: rounding, path: path)
    return try (0..<UInt64(4)).map { record in
      try interpreter.write(SmallNetwork.record(record), to: try interpreter.inputs()[0])
      try interpreter.run()
      return try interpreter.read(try interpreter.outputs()[0])
    }
  }

  @Test(arguments: HardeningScheme.allSets) func answersStayTheSame(_ scheme: HardeningScheme) throws {
    let hardened = try HardenedModel(original, .all(units, scheme))
    for rounding in Rounding.allCases {
      for path in [KernelPath.reference, .fastest] {
        #expect(try outputs(hardened.file, path, rounding) == outputs(original, path, rounding))
      }
    }
    #expect(try HostInterpreter(hardened.file).plan == HostInterpreter(original).plan)
  }

  @Test func theOriginalStandsInsideAndItsMetadataIsKept() throws {
    let hardened = try HardenedModel(original, .all(units, .tmrWeights))
    let shift = try #require(
      stride(from: 0, to: hardened.file.count - original.count, by: 16).first {
        hardened.file[$0..<$0 + original.count].elementsEqual(original)
      })
    #expect(shift > 0 && hardened.flashOverheadBytes == hardened.file.count - original.count)
    let entries = try TFLiteImporter(hardened.file).metadata()
    #expect(
      entries.prefix(2) == (try TFLiteImporter(original).metadata()).prefix(2)
        && entries.last?.name == "redoubt.hardening")
  }

  /// The oracle is the enumeration of units, which knows nothing of rows.
  @Test func votedRowsAreTheParametersOfTheUnits() throws {
    let hardened = try HardenedModel(original, .all(units, .tmrWeights))
    let interpreter = try HostInterpreter(hardened.file)
    let table = try #require(try HardeningTable(try interpreter.readModel()))
    try table.check()
    var seen = 0
    for i in 0..<table.tensorCount {
      let tensor = try table.tensor(i)
      for k in 0..<tensor.unitCount {
        let unit = try tensor.unit(k)
        let id = UnitID(operatorIndex: tensor.operatorIndex, channel: unit.channel)
        let parameters = try #require(units[id]?.parameters)
        var voter = Voter()
        let row = try VotedRow(unit, &voter)
        #expect(row.weights == parameters.weights.positions.map { original[$0] })
        #expect(row.pair == parameters.requantisation)
        let bias = try #require(parameters.bias).reversed().reduce(UInt32(0)) {
          $0 << 8 | UInt32(original[$1])
        }
        #expect(row.bias == Int32(bitPattern: bias))
        #expect(voter == Voter(), "nothing to correct")
        #expect(try tensor.unit(ofChannel: unit.channel)?.index == k)
        seen += 1
      }
      #expect(try tensor.unit(ofChannel: tensor.channels) == nil)
      #expect(try table.entry(ofTensor: tensor.tensor)?.unitCount == tensor.unitCount)
    }
    #expect(seen == units.weighted.count)
  }

  /// Every bit of every copy of weights, biases and pairs, of one unit of each operator.
  @Test func noSingleFlipChangesWhatIsVoted() throws {
    let hardened = try HardenedModel(original, .all(units, .tmrWeights))
    let interpreter = try HostInterpreter(hardened.file, path: .reference)
    let map = try CopyMap(interpreter)
    for tensor in 0..<3 {
      let clean = try row(interpreter, tensor, 1)
      let places = map.bytes(tensor: tensor, unit: 1)
      #expect(places.count == 3 * (clean.row.weights.count + 12))
      for place in places {
        // Copy 2 is read only where the other two differ: a flip in it alone is not seen.
        let isCopy2 = (map.bankStarts[1]..<map.bankStarts[1] + map.bankBytes).contains(place)
        for bit in 0..<8 {
          unsafe interpreter.model.bytes[place] ^= 1 << UInt8(bit)
          let struck = try row(interpreter, tensor, 1)
          unsafe interpreter.model.bytes[place] ^= 1 << UInt8(bit)
          #expect(struck.row == clean.row && struck.voter.corrected == (isCopy2 ? 0 : 1))
          #expect(struck.voter.disagreed == 0)
        }
      }
    }
  }

  @Test func twoFlipsOfOneBitWinTheVote() throws {
    let hardened = try HardenedModel(original, .all(units, .tmrWeights))
    let interpreter = try HostInterpreter(hardened.file, path: .reference)
    let map = try CopyMap(interpreter)
    let clean = try row(interpreter, 0, 2)
    for copies in [[0, 1], [0, 2], [1, 2]] {
      for copy in copies { unsafe interpreter.model.bytes[map.firstWeight(0, 2)[copy]] ^= 4 }
      let struck = try row(interpreter, 0, 2)
      #expect(struck.row.weights[0] == clean.row.weights[0] ^ 4)
      // Where copies 0 and 1 are wrong alike, nobody sees it.
      #expect(struck.voter.corrected == (copies == [0, 1] ? 0 : 1))
      for copy in copies { unsafe interpreter.model.bytes[map.firstWeight(0, 2)[copy]] ^= 4 }
    }
    for copy in 0..<3 { unsafe interpreter.model.bytes[map.firstWeight(0, 2)[copy]] ^= 1 << UInt8(copy) }
    #expect(try row(interpreter, 0, 2).voter.disagreed == 1)
  }

  private func row(
    _ interpreter: HostInterpreter, _ tensor: Int, _ unit: Int
  ) throws -> (row: VotedRow, voter: Voter) {
    let table = try #require(try HardeningTable(try interpreter.readModel()))
    var voter = Voter()
    let row = try VotedRow(try table.tensor(tensor).unit(unit), &voter)
    return (row, voter)
  }

  @Test func banksMayLiveInMemoriesOfTheirOwn() throws {
    let hardened = try HardenedModel(original, .all(units, .tmrWeights))
    let interpreter = try HostInterpreter(hardened.file)
    let map = try CopyMap(interpreter)
    // A deployment cuts the file in front of the first bank's length.
    let cut = Array(hardened.file[..<(map.bankStarts[0] - 4)])
    let banks = map.bankStarts.map { start in
      let memory = AlignedMemory(byteCount: map.bankBytes)
      unsafe memory.bytes.copyBytes(from: hardened.file[start..<start + map.bankBytes])
      return memory
    }
    let alone = try HostInterpreter(cut)
    #expect(throws: HardeningError.self) { try HardeningTable(try alone.readModel()) }
    let bytes = banks.map { ModelBytes(unsafeAdopting: UnsafeRawBufferPointer($0.bytes)) }
    let table = try #require(
      try HardeningTable(try alone.readModel(), bank1: bytes[0], bank2: bytes[1]))
    try table.check()
    #expect(throws: HardeningError.self, "exchanged banks") {
      try HardeningTable(try alone.readModel(), bank1: bytes[1], bank2: bytes[0])
    }
    let other = try HardenedModel(original, .all(units, .tmrCompute))
    #expect(try HardeningTable(HostInterpreter(other.file).readModel())?.unitCount == units.weighted.count)
    #expect(try outputs(cut, .reference, .tflm) == outputs(original, .reference, .tflm))
  }

  @Test func planesOfOneStepDoNotShareBytes() throws {
    let hardened = try HardenedModel(original, .all(units, .tmrActivations))
    let table = try #require(try HardeningTable(HostInterpreter(hardened.file).readModel()))
    var places: [(bytes: Range<Int>, life: ClosedRange<Int>)] = []
    for i in 0..<table.tensorCount {
      let tensor = try table.tensor(i)
      for k in 0..<tensor.unitCount {
        let unit = try tensor.unit(k)
        let plane = try #require(
          units[UnitID(operatorIndex: tensor.operatorIndex, channel: unit.channel)]?.plane)
        let start = try #require(unit.planeOffset)
        #expect(plane.byteCount == tensor.planeBytes && start + tensor.planeBytes <= table.activationBytes)
        let bytes = start..<start + tensor.planeBytes
        for other in places where other.life.overlaps(plane.life) {
          #expect(!other.bytes.overlaps(bytes))
        }
        places.append((bytes, plane.life))
      }
    }
    #expect(places.count == units.all.count && hardened.sramOverheadBytes == 2 * table.activationBytes)
  }

  @Test func replicatedWorkIsCountedTwiceMore() throws {
    #expect(try HardenedModel(original, .all(units, .tmrCompute)).macOverhead == 2)
    #expect(try HardenedModel(original, .all(units, .tmrWeights)).macOverhead == 0)
  }

  @Test func plansThatDoNotFitAreRefused() throws {
    let plane = UnitID(operatorIndex: 2, channel: 0)
    let unknown = UnitID(operatorIndex: 9, channel: 0)
    #expect(throws: HardeningWriteError.noParameters(plane)) {
      try HardenedModel(original, HardeningPlan([plane: .tmrWeights]))
    }
    #expect(throws: HardeningWriteError.unknownUnit(unknown)) {
      try HardenedModel(original, HardeningPlan([unknown: .tmrWeights]))
    }
    let hardened = try HardenedModel(original, .all(units, .tmrWeights))
    #expect(throws: HardeningWriteError.alreadyHardened) {
      try HardenedModel(hardened.file, .all(units, .tmrWeights))
    }
  }

  @Test func equalPlansGiveEqualBytes() throws {
    let plan = HardeningPlan.all(units, .tmrWeights)
    #expect(try HardenedModel(original, plan).file == HardenedModel(original, plan).file)
  }

  @Test(
    .enabled(if: TestData.isPresent, Comment(rawValue: TestData.absence)),
    arguments: ["kws_ref_model", "pretrainedResnet_quant", "ad01_int8", "vww_96_int8"])
  func wholeNetworksKeepTheirAnswers(_ name: String) throws {
    let file = try TestData.bytes("models/\(name).tflite")
    let plain = try HostInterpreter(file)
    let units = try NetworkUnits(plain)
    let interpreter = try HostInterpreter(try HardenedModel(file, .all(units, .tmrWeights)).file)
    let table = try #require(try HardeningTable(try interpreter.readModel()))
    try table.check()
    #expect(table.unitCount == units.weighted.count)
    var random = SeededGenerator(seed: 5)
    let input = try plain.inputs()[0]
    let record = random.int8s(input.byteCount).map { UInt8(bitPattern: $0) }
    for one in [plain, interpreter] {
      try one.write(record, to: try one.inputs()[0])
      try one.run()
    }
    #expect(try plain.read(try plain.outputs()[0]) == interpreter.read(try interpreter.outputs()[0]))
  }
}
