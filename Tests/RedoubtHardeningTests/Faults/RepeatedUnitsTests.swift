import ModelFixtures
import RedoubtBoards
import RedoubtCore
import RedoubtHost
import Testing

@testable import RedoubtFaults
@testable import RedoubtHardening

/// Registers of units that are computed three times.
@Suite struct RepeatedUnitsTests {
  private static func hardened() throws -> HardenedNetwork {
    try HardenedNetwork(
      SmallNetwork.fixture(seed: 4).file, seed: 4, share: 0.8, records: [SmallNetwork.record(1)])
  }

  @Test func everyIterationOfEveryCopyHasOnePlace() throws {
    let hardened = try Self.hardened()
    let repeated = try RepeatedUnits.all(hardened.interpreter, hardened.map)
    #expect(!repeated.isEmpty)
    for units in repeated.values {
      for register in [VirtualRegister.accumulator, .shift] {
        let whole = register.isPerElement ? units.nest.elementCount : units.nest.iterationCount
        // Iterations of the repeated channels, counted by the nest itself.
        let own = (0..<whole).filter {
          let element = register.isPerElement ? $0 : units.nest.position($0).element
          return units.channels.contains(element % units.nest.channels)
        }
        #expect(units.iterations(register) == whole + 2 * own.count)
        for copy in 1...2 {
          let first = whole + (copy - 1) * own.count
          let places = (first..<first + own.count).map { units.place(ofIteration: $0, register) }
          #expect(places.allSatisfy { $0.copy == copy })
          #expect(places.map(\.iteration).sorted() == own)
        }
      }
    }
  }

  @Test func struckRegistersEndAsOnAVotingDevice() throws {
    let hardened = try Self.hardened()
    let engine = try #require(HardenedEngine(hardened.network))
    var oracle = VotingReexecution(hardened.network, hardened.layout)
    let space = try hardened.space([.registers])
    var counts: [Int: Set<Outcome>] = [:]
    for trial in 0..<600 {
      var random = TrialRandom(seed: 12, trial: trial)
      let fault = space.fault(at: space.pool.draw(&random, in: space), &random)
      let (copy, register): (Int, RegisterFault)
      switch fault {
      case .register(let one): (copy, register) = (0, one)
      case .replicated(let c, .register(let one)): (copy, register) = (c, one)
      default: continue
      }
      let found = engine.run(fault, input: 0)
      let expected = oracle.run([], strike: VotingDevice.Strike(fault: register, copy: copy), input: 0)
      #expect(found.result == expected.result, "\(fault)")
      if found.result != .outsideMemory { #expect(found.votes == expected.votes, "\(fault)") }
      if copy > 0 { #expect(found.result == .unchanged || found.result == .outsideMemory) }
      if found.result == .unchanged {
        counts[copy, default: []].insert(found.votes.hasActed ? .corrected : .masked)
      }
    }
    #expect(counts[1]?.contains(.corrected) == true)
    #expect(counts[2] == [.masked])
  }

  @Test func randomOutputsOfAUnitComputedThreeTimesAreOutvoted() throws {
    let hardened = try Self.hardened()
    let engine = try #require(HardenedEngine(hardened.network))
    let space = try hardened.space([.activations], .byzantine)
    let thrice = Set(
      hardened.layout.units.filter { $0.scheme.replicatesComputation }.map {
        [$0.operatorIndex, $0.channel]
      })
    for i in 0..<space.pool.siteCount {
      var random = TrialRandom(seed: 3, trial: i)
      let fault = space.fault(at: space.pool.site(at: i, in: space), &random)
      let found = engine.run(fault, input: 0)
      switch fault {
      case .byzantine(let step, let channel, _) where thrice.contains([step, channel]):
        #expect(found.result == .unchanged && found.votes.hasActed)
      case .replicated(let copy, .byzantine(let step, let channel, _)):
        #expect(thrice.contains([step, channel]))
        #expect(found == VotedResult(.unchanged, VoteCounts(corrected: found.votes.corrected)))
        #expect(found.votes.hasActed == (copy == 1))
      default: #expect(!found.votes.hasActed)
      }
    }
  }
}
