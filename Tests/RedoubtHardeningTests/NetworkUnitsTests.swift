import ModelFixtures
import RedoubtCore
import RedoubtHost
import RedoubtModel
import Testing

@testable import RedoubtHardening

@Suite struct NetworkUnitsTests {
  private let interpreter: HostInterpreter
  private let units: NetworkUnits

  init() throws {
    interpreter = try HostInterpreter(SmallNetwork.fixture().file, path: .reference)
    units = try NetworkUnits(interpreter)
  }

  @Test func everyOutputChannelAndPlaneIsAUnit() {
    let counts = Dictionary(grouping: units.all, by: \.id.operatorIndex).mapValues(\.count)
    #expect(counts == [-1: 3, 0: 6, 1: 6, 2: 6, 3: 5])
    #expect(units.weighted.count == 17 && units.planes.count == 9)
    #expect(units.all.map(\.id) == units.all.map(\.id).sorted())
    #expect(units.all.enumerated().allSatisfy { units.index(of: $1.id) == $0 })
    #expect(Set(units.planes.map(\.operatorName)) == ["input", "ADD"])
  }

  @Test func macsOfUnitsAreThoseOfTheModel() throws {
    #expect(units.all.reduce(0) { $0 + $1.macs } == (try ModelSummary(interpreter).macs))
  }

  @Test func everyParameterByteBelongsToOneUnit() throws {
    var owners: [Int: Int] = [:]
    for unit in units.weighted {
      let parameters = try #require(unit.parameters)
      for range in parameters.weights.ranges + [parameters.bias ?? 0..<0] {
        for byte in range { owners[byte, default: 0] += 1 }
      }
    }
    #expect(owners.values.allSatisfy { $0 == 1 })
    let summary = try ModelSummary(interpreter)
    #expect(owners.count == summary.weightBytes + summary.biasBytes)
  }

  /// The oracle is the network itself: a changed byte of a unit changes that channel of its operator's output alone.
  @Test func changedBytesReachTheUnitsOwnPlane() throws {
    for unit in units.weighted {
      let parameters = try #require(unit.parameters)
      for byte in [parameters.weights.positions.max() ?? 0, parameters.bias?.first ?? 0] {
        let before = try outputs(of: unit, in: interpreter)
        unsafe interpreter.model.bytes[byte] ^= 0x40
        let after = try outputs(of: unit, in: interpreter)
        unsafe interpreter.model.bytes[byte] ^= 0x40
        for (i, (a, b)) in zip(before, after).enumerated() where a != b {
          #expect(i % unit.plane.channels == unit.plane.channel)
        }
      }
    }
  }

  private func outputs(of unit: NetworkUnit, in interpreter: HostInterpreter) throws -> [UInt8] {
    try interpreter.write(SmallNetwork.record(7), to: try interpreter.inputs()[0])
    interpreter.restart()
    for _ in 0...unit.id.operatorIndex { _ = try interpreter.step() }
    return try interpreter.read(try interpreter.readModel().tensor(unit.plane.tensor))
  }
}
