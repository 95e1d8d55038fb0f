import ModelFixtures
import RedoubtCore
import RedoubtHardening
import RedoubtHost
import RedoubtModel
import Testing

@testable import RedoubtCodegen

/// Generated code of hardened models: the unhardened model's bytes, and what the voters find when copies are struck.
@Suite(.enabled(if: !CCompiler.installed.isEmpty, .init(rawValue: CCompiler.absence)))
struct HardenedCodeTests {
  private let original: [UInt8]
  private let units: NetworkUnits
  private let record: [UInt8]
  private let golden: [UInt8]

  init() throws {
    original = try ShippedNetwork.digits.file()
    let host = try HostInterpreter(original)
    units = try NetworkUnits(host)
    var generator = SeededGenerator(seed: 21)
    let count = try host.inputs()[0].byteCount
    record = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    golden = try RecordRun(host, input: record, path: "").output
  }

  private static let languages = FaultableProgram.Language.allCases.filter {
    $0 == .c || CCompiler.swiftCompiler != nil
  }

  /// A set of schemes from its bits.
  private static func scheme(_ bits: UInt8) -> HardeningScheme { HardeningScheme(rawValue: bits) ?? .empty }

  /// Every unit under one scheme; planes where it is for activations.
  private func all(_ bits: UInt8) throws -> [UInt8] {
    let scheme = Self.scheme(bits)
    let chosen = scheme == .tmrActivations ? units.all : units.weighted
    let plan = HardeningPlan(Dictionary(uniqueKeysWithValues: chosen.map { ($0.id, scheme) }))
    return try HardenedModel(original, plan).file
  }

  private func random(_ seed: UInt64) throws -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var schemes: [UnitID: HardeningScheme] = [:]
    for unit in units.all {
      let choices: [UInt8] = unit.isPlane ? [0, 2] : [0, 1, 2, 4, 3, 5]
      let bits = choices.randomElement(using: &generator) ?? 0
      if bits != 0 { schemes[unit.id] = Self.scheme(bits) }
    }
    return try HardenedModel(original, HardeningPlan(schemes)).file
  }

  @Test(arguments: CCompiler.installed, [1, 2, 4, 3, 5] as [UInt8])
  func everySchemeGivesTheUnhardenedBytes(_ compiler: CCompiler, _ bits: UInt8) throws {
    let program = try FaultableProgram(try HostInterpreter(try all(bits)), .c)
    let outcome = try program.outcomes([[], []], record: record, compiler)
    #expect(outcome == .init(repeating: .init(output: golden, corrected: 0, disagreed: 0), count: 2))
  }

  @Test(arguments: languages, [1, 2] as [UInt64])
  func randomPlansGiveTheUnhardenedBytes(_ language: FaultableProgram.Language, _ seed: UInt64) throws {
    let program = try FaultableProgram(try HostInterpreter(try random(seed)), language)
    let outcome = try program.outcomes([[]], record: record, CCompiler.installed[0])
    #expect(outcome == [.init(output: golden, corrected: 0, disagreed: 0)], "seed \(seed)")
  }

  /// With every unit under `tmr-weights`.
  @Test(arguments: languages)
  func aFlipInAnyCopyOfTheParametersChangesNothing(_ language: FaultableProgram.Language) throws {
    let host = try HostInterpreter(try all(1))
    let program = try FaultableProgram(host, language)
    let description = try ModelProgram(host)
    var generator = SeededGenerator(seed: 8)
    var trials: [[GeneratedFlip]] = []
    var expected: [UInt32] = []
    // Copy 0: weights, biases and pairs.
    for array in description.constants where !array.name.hasSuffix("_units") {
      let bytes = array.values.count * (array.element == .int32 ? 4 : 1)
      for _ in 0..<60 {
        trials.append([.random(array.name, bytes, 0, &generator)])
        expected.append(1)
      }
    }
    // Copies 1 and 2: every bit of a row counts, apart from a bias that is not there and bytes that pad.
    let rows = try #require(try ProtectedRows(description))
    for (bank, count) in [("model_bank1", UInt32(1)), ("model_bank2", 0)] {
      for _ in 0..<300 {
        let byte = try #require(rows.bytes.randomElement(using: &generator))
        trials.append([.init(array: bank, step: 0, byte: byte, bit: .random(in: 0..<8, using: &generator))])
        // Copies 0 and 1 agree: copy 2 is not read.
        expected.append(count)
      }
    }
    let outcomes = try program.outcomes(trials, record: record, CCompiler.installed[0])
    #expect(outcomes.count == trials.count)
    for (i, outcome) in outcomes.enumerated() {
      #expect(outcome == .init(output: golden, corrected: expected[i], disagreed: 0), "\(trials[i])")
    }
  }

  /// Two flips in one word: in the same bit the majority is wrong, in two bits it is right and the three differ.
  @Test(arguments: languages)
  func twoFlipsInAWordAreCountedAndOnlyTheSameBitIsLost(_ language: FaultableProgram.Language) throws {
    let host = try HostInterpreter(try all(1))
    let program = try FaultableProgram(host, language)
    let rows = try #require(try ProtectedRows(try ModelProgram(host)))
    var generator = SeededGenerator(seed: 9)
    var trials: [[GeneratedFlip]] = []
    for _ in 0..<200 {
      let byte = try #require(rows.weightBytes.randomElement(using: &generator))
      let bit = Int.random(in: 0..<8, using: &generator)
      func flip(_ bank: Int, _ bit: Int) -> GeneratedFlip {
        .init(array: "model_bank\(bank)", step: 0, byte: byte, bit: bit)
      }
      trials.append([flip(1, bit), flip(2, bit)])
      trials.append([flip(1, bit), flip(2, bit ^ 1)])
    }
    let outcomes = try program.outcomes(trials, record: record, CCompiler.installed[0])
    var lost = 0
    for i in stride(from: 0, to: outcomes.count, by: 2) {
      #expect(outcomes[i].corrected == 1 && outcomes[i].disagreed == 0)
      lost += outcomes[i].output == golden ? 0 : 1
      #expect(outcomes[i + 1] == .init(output: golden, corrected: 0, disagreed: 1))
    }
    #expect(lost > 20, "the outvoted copy 0 shows in the output")
  }

  /// One to three flips close together, on a random plan: what the interpreter of hardened models gives.
  @Test(arguments: languages)
  func severalFlipsEndAsInTheInterpreter(_ language: FaultableProgram.Language) throws {
    let file = try random(5)
    let host = try HostInterpreter(file)
    let program = try ModelProgram(host)
    let reference = try VotingReference(file, record: record)
    var generator = SeededGenerator(seed: 12)
    var trials: [[GeneratedFlip]] = []
    for _ in 0..<60 {
      trials.append(try parameterFlips(program, &generator))
      trials.append(try planeFlips(program, &generator))
    }
    let outcomes = try FaultableProgram(host, language).outcomes(
      trials, record: record, CCompiler.installed[0])
    var corrected = 0
    var disagreed = 0
    var wrong = 0
    var compared = 0
    for (trial, outcome) in zip(trials, outcomes) {
      guard let expected = try reference.outcome(trial) else { continue }
      #expect(outcome == expected, "\(trial)")
      compared += 1
      corrected += expected.corrected > 0 ? 1 : 0
      disagreed += expected.disagreed > 0 ? 1 : 0
      wrong += expected.output == golden ? 0 : 1
    }
    // Each kind of end occurs, or the comparison would say little.
    #expect(compared >= 110)
    #expect(corrected >= 20)
    #expect(disagreed >= 5)
    #expect(wrong >= 5)
  }

  /// Flips in one word of a row in any copies.
  private func parameterFlips(
    _ program: ModelProgram, _ generator: inout SeededGenerator
  ) throws -> [GeneratedFlip] {
    let all = program.stages.compactMap(\.units)
    while true {
      let units = try #require(all.randomElement(using: &generator))
      let numbers = try #require(program.constants.first { $0.name == units.planes.units }).values
      let unit = 4 * Int.random(in: 0..<numbers.count / 4, using: &generator)
      guard numbers[unit + 2] >= 0 else { continue }
      let weight = Int.random(in: 0..<units.weightCount, using: &generator)
      let distance: Int = units.phase + numbers[unit] * units.weightCount
      let phase = units.weightStep == 1 ? distance & 3 : 0
      let row: Int = 4 * numbers[unit + 2] + 16
      let byte: Int = row + phase + weight
      let own: Int = numbers[unit] * units.channelStep + weight * units.weightStep
      let name = try #require(units.step.array("weights"))
      var flips: [GeneratedFlip] = []
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let copy = Int.random(in: 0...2, using: &generator)
        let bit = Int.random(in: 0..<3, using: &generator)
        flips.append(
          copy == 0
            ? GeneratedFlip(array: name, step: 0, byte: own, bit: bit)
            : GeneratedFlip(array: "model_bank\(copy)", step: 0, byte: byte, bit: bit))
      }
      return flips
    }
  }

  /// Flips in one byte of a plane in any copies, in front of a step that reads it.
  private func planeFlips(
    _ program: ModelProgram, _ generator: inout SeededGenerator
  ) throws -> [GeneratedFlip] {
    while true {
      let step = Int.random(in: 0..<program.stages.count, using: &generator)
      guard let planes = program.stages[step].votes.randomElement(using: &generator) else { continue }
      let numbers = try #require(program.constants.first { $0.name == planes.units }).values
      let unit = 4 * Int.random(in: 0..<planes.unitCount, using: &generator)
      guard numbers[unit + 3] >= 0, case .arena(let start) = planes.place else { continue }
      let cell = Int.random(in: 0..<planes.cells, using: &generator)
      let own: Int = start + cell * planes.channels + numbers[unit]
      let replica: Int = numbers[unit + 3] + cell
      var flips: [GeneratedFlip] = []
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let copy = Int.random(in: 0...2, using: &generator)
        let bit = Int.random(in: 4..<8, using: &generator)
        flips.append(
          copy == 0
            ? GeneratedFlip(array: "model_arena", step: step, byte: own, bit: bit)
            : GeneratedFlip(array: "model_activations\(copy)", step: step, byte: replica, bit: bit))
      }
      return flips
    }
  }

  /// With every plane stored three times: struck at the step that reads it, a copy is repaired.
  @Test(arguments: languages, [2, 4] as [UInt8])
  func aFlipInAStoredPlaneIsRepaired(_ language: FaultableProgram.Language, _ bits: UInt8) throws {
    let host = try HostInterpreter(try all(bits))
    let program = try FaultableProgram(host, language)
    let description = try ModelProgram(host)
    var generator = SeededGenerator(seed: 10)
    var trials: [[GeneratedFlip]] = []
    var expected: [UInt32] = []
    for (step, stage) in description.stages.enumerated() {
      for planes in stage.votes {
        guard case .arena(let start) = planes.place,
          let units = description.constants.first(where: { $0.name == planes.units })?.values
        else { continue }
        for _ in 0..<20 {
          let unit = 4 * Int.random(in: 0..<planes.unitCount, using: &generator)
          let cell = Int.random(in: 0..<planes.cells, using: &generator)
          let bit = Int.random(in: 0..<8, using: &generator)
          let own: Int = start + cell * planes.channels + units[unit]
          let replica: Int = units[unit + 3] + cell
          let places: [(array: String, byte: Int, count: UInt32)] = [
            ("model_arena", own, 1), ("model_activations1", replica, 1), ("model_activations2", replica, 0),
          ]
          for (array, byte, count) in places {
            trials.append([.init(array: array, step: step, byte: byte, bit: bit)])
            expected.append(count)
          }
        }
      }
    }
    #expect(trials.count >= 300)
    let outcomes = try program.outcomes(trials, record: record, CCompiler.installed[0])
    for (i, outcome) in outcomes.enumerated() {
      #expect(outcome == .init(output: golden, corrected: expected[i], disagreed: 0), "\(trials[i])")
    }
  }
}

extension GeneratedFlip {
  static func random(
    _ array: String, _ bytes: Int, _ step: Int, _ generator: inout SeededGenerator
  ) -> GeneratedFlip {
    .init(
      array: array, step: step, byte: .random(in: 0..<bytes, using: &generator),
      bit: .random(in: 0..<8, using: &generator))
  }
}

/// Bytes of a parameter bank that a voter reads.
struct ProtectedRows {
  private(set) var bytes: [Int] = []
  private(set) var weightBytes: [Int] = []

  init?(_ program: ModelProgram) throws {
    for units in program.stages.compactMap(\.units) {
      guard let numbers = program.constants.first(where: { $0.name == units.planes.units })?.values else {
        return nil
      }
      for unit in stride(from: 0, to: numbers.count, by: 4) where numbers[unit + 2] >= 0 {
        let row: Int = 4 * numbers[unit + 2]
        let hasBias = units.step.array("bias") != nil
        let distance: Int = units.phase + numbers[unit] * units.weightCount
        let phase = units.weightStep == 1 ? distance & 3 : 0
        let first: Int = row + 16 + phase
        let weights = first..<first + units.weightCount
        for byte in row..<row + 16 where hasBias || byte < row + 4 || byte >= row + 8 { bytes.append(byte) }
        bytes += weights
        weightBytes += weights
      }
    }
  }
}
