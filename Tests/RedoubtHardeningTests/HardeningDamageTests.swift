import ModelFixtures
import RedoubtCore
import RedoubtHost
import Testing

@testable import RedoubtHardening

/// A damaged table or bank ends in a typed error or in other numbers, never in an access outside the file.
@Suite struct HardeningDamageTests {
  /// Reads everything that a table leads to.
  ///
  /// - Returns: Whether it could be read.
  private func exercise(_ interpreter: HostInterpreter) -> Bool {
    guard let model = try? interpreter.readModel() else { return false }
    do throws(HardeningError) {
      guard let table = try HardeningTable(model) else { return true }
      try table.check()
      for i in 0..<table.tensorCount {
        let tensor = try table.tensor(i)
        for k in 0..<tensor.unitCount {
          var voter = Voter()
          _ = try VotedRow(try tensor.unit(k), &voter)
        }
      }
      return true
    } catch {
      // Any error is a typed one.
      return false
    }
  }

  private func hardened() throws -> [UInt8] {
    let original = SmallNetwork.fixture().file
    let units = try NetworkUnits(try HostInterpreter(original))
    // A plan with every scheme, and a tensor that has two.
    var schemes: [UnitID: HardeningScheme] = [:]
    for (i, unit) in units.all.enumerated() where unit.isPlane || i % 2 == 0 {
      let sets = HardeningScheme.allSets
      schemes[unit.id] = unit.isPlane ? .tmrActivations : sets[i / 2 % sets.count]
    }
    return try HardenedModel(original, HardeningPlan(schemes)).file
  }

  @Test func everyByteOfTheTableMayChange() throws {
    let interpreter = try HostInterpreter(try hardened(), path: .reference)
    #expect(exercise(interpreter))
    let map = try CopyMap(interpreter)
    var refused = 0
    for place in map.entry..<map.entry + map.entryBytes {
      let clean = unsafe interpreter.model.bytes[place]
      for value: UInt8 in [0, 1, 2, 0x7f, 0x80, 0xff, clean ^ 1, clean ^ 0x10, clean &+ 4]
      where value != clean {
        unsafe interpreter.model.bytes[place] = value
        if !exercise(interpreter) { refused += 1 }
      }
      unsafe interpreter.model.bytes[place] = clean
    }
    #expect(refused > 1000)
    #expect(exercise(interpreter))
  }

  @Test func everyByteInFrontOfTheOriginalMayChange() throws {
    let interpreter = try HostInterpreter(try hardened(), path: .reference)
    let map = try CopyMap(interpreter)
    for place in 0..<map.entry + map.entryBytes + 64 {
      let clean = unsafe interpreter.model.bytes[place]
      for value: UInt8 in [0, 0x7f, 0x80, 0xff, clean ^ 4] {
        unsafe interpreter.model.bytes[place] = value
        _ = exercise(interpreter)
      }
      unsafe interpreter.model.bytes[place] = clean
    }
  }

  @Test func aStruckBankHeaderIsRefused() throws {
    let interpreter = try HostInterpreter(try hardened(), path: .reference)
    let map = try CopyMap(interpreter)
    for start in map.bankStarts {
      for place in start..<start + 12 {
        unsafe interpreter.model.bytes[place] ^= 0x20
        #expect(!exercise(interpreter))
        unsafe interpreter.model.bytes[place] ^= 0x20
      }
    }
  }

  @Test func rowsOfAnotherUnitAreNoticed() throws {
    let interpreter = try HostInterpreter(try hardened(), path: .reference)
    let map = try CopyMap(interpreter)
    let file = interpreter.modelBytes(0..<interpreter.modelByteCount)
    let count = CopyMap.word(file, map.entry + 8)
    let first = map.entry + 36 + 16 * count
    // Offsets of two rows are exchanged: both banks then agree on foreign parameters.
    let rows = (0..<CopyMap.word(file, map.entry + 12)).map { first + 20 * $0 }.filter {
      HardeningScheme(rawValue: file[$0 + 3])?.replicatesParameters == true
    }
    for k in 0..<4 {
      unsafe interpreter.model.bytes[rows[0] + 4 + k] = file[rows[1] + 4 + k]
    }
    #expect(!exercise(interpreter))
  }

  @Test func everyTruncationIsSurvived() throws {
    let file = try hardened()
    for count in stride(from: 16, to: file.count, by: 7) {
      guard let interpreter = try? HostInterpreter(Array(file.prefix(count)), path: .reference) else {
        continue
      }
      // Whatever is cut off behind the original are the banks.
      #expect(!exercise(interpreter))
    }
  }
}
