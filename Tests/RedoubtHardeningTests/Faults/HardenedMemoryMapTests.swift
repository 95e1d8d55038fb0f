import ModelFixtures
import RedoubtBoards
import RedoubtCore
import RedoubtHost
import Testing

@testable import RedoubtFaults
@testable import RedoubtHardening

/// Owners of a hardened model's bytes.
@Suite struct HardenedMemoryMapTests {
  private let hardened: HardenedNetwork
  private let copies: CopyMap

  init() throws {
    hardened = try HardenedNetwork(
      SmallNetwork.fixture().file, seed: 9, share: 0.8, records: [SmallNetwork.record(1)])
    copies = try CopyMap(hardened.interpreter)
  }

  @Test func everyByteOfTheFileHasOneOwner() {
    var next = 0
    for entry in hardened.map.file {
      #expect(entry.range.lowerBound == next)
      next = entry.range.upperBound
    }
    #expect(next == hardened.network.file.count)
  }

  /// The positions that the format's description alone gives, and what the map says of them.
  @Test func everyCopyOfEveryRowBelongsToItsUnit() throws {
    for (t, tensor) in hardened.layout.tensors.enumerated() {
      for (k, unit) in hardened.layout.units[tensor.units].enumerated() where unit.row != nil {
        for byte in copies.bytes(tensor: t, unit: k) {
          let entry = hardened.map.fileEntry(of: byte)
          #expect(entry.owner.unit(atByte: byte - entry.range.lowerBound) == unit.channel)
          #expect(entry.owner.operatorIndex == unit.operatorIndex)
          #expect(entry.steps == unit.operatorIndex...unit.operatorIndex)
          let bank = hardened.layout.banks.firstIndex { $0.contains(byte) }
          #expect(entry.owner.copy == bank.map { $0 + 1 } ?? 0)
          let kinds: Set<MemoryOwner.Kind> = bank == nil ? [.weights, .biases, .pair] : [.replica]
          #expect(kinds.contains(entry.owner.kind))
        }
      }
    }
  }

  @Test func theEntryIsMetadataButForItsPairs() throws {
    let space = try hardened.space([.metadata, .quantisation])
    let entry = copies.entry..<copies.entry + copies.entryBytes
    #expect(hardened.layout.entry == entry)
    var targets = [Set<FaultTarget>](repeating: [], count: entry.count)
    for segment in space.segments {
      guard case .file = segment.kind else { continue }
      for byte in segment.firstByte..<segment.firstByte + segment.elementCount * segment.elementBytes
      where entry.contains(byte) { targets[byte - entry.lowerBound].insert(segment.target) }
    }
    let pairs = Set(hardened.layout.units.flatMap { Array($0.pair..<$0.pair + 8) })
    for byte in entry {
      #expect(targets[byte - entry.lowerBound] == (pairs.contains(byte) ? [.quantisation] : [.metadata]))
    }
  }

  @Test func planesOfTheBanksNeverShareAByteWhileBothAreAlive() {
    let planes = hardened.map.replicas.filter { $0.owner.kind == .replica }
    #expect(!planes.isEmpty)
    for (i, a) in planes.enumerated() {
      for b in planes[(i + 1)...] where a.range.overlaps(b.range) {
        #expect(a.steps.map { one in b.steps.map { one.overlaps($0) } ?? false } == false, "\(a) \(b)")
      }
    }
  }

  /// Whatever the board, a cluster stays in one memory and in one copy of a row, unless copies share a memory.
  @Test(arguments: [true, false])
  func clustersStayInOneMemory(banksApart: Bool) throws {
    func region(_ name: String, _ interleave: Int) -> MemoryRegion {
      MemoryRegion(
        name: name, wordBits: 64, interleave: interleave, clusterSizes: [.init(bits: 4, weight: 1)])
    }
    let flash = region("flash", 1)
    let ram = region("ram", 4)
    let regions =
      banksApart
      ? [
        flash, ram, region("core", 1), flash, region("flash 2", 2), region("flash 3", 4), region("ram 2", 4),
        region("ram 3", 1),
      ] : [flash, ram, region("core", 1), flash, flash, flash, ram, ram]
    let space = try FaultSpace(
      hardened.interpreter, map: hardened.map, targets: [.weights, .replicas, .activations, .voters],
      model: .mbu, regions: regions)
    var sizes: Set<Int> = []
    for trial in 0..<4000 {
      var random = TrialRandom(seed: 31, trial: trial)
      let site = space.pool.draw(&random, in: space)
      guard case .memory(let faults) = space.fault(at: site, &random) else { continue }
      sizes.insert(faults.count)
      func part(_ fault: MemoryFault) -> Int {
        switch fault.place {
        case .file(let byte): hardened.layout.banks.firstIndex { $0.contains(byte) }.map { $0 + 1 } ?? 0
        case .arena(let byte):
          10 + (hardened.layout.activationBanks.firstIndex { $0.contains(byte) }.map { $0 + 1 } ?? 0)
        }
      }
      if banksApart { #expect(Set(faults.map(part)).count == 1, "\(faults)") }
      #expect(Set(faults.map { part($0) < 10 }).count == 1)
      #expect(Set(faults).count == faults.count && !faults.isEmpty)
      #expect(faults.contains { $0.place.byte == space.byte(of: site) && $0.bit == site.bit % 8 })
    }
    #expect(sizes.contains(4))
  }
}

extension MemoryFault.Place {
  fileprivate var byte: Int {
    switch self {
    case .file(let byte), .arena(let byte): byte
    }
  }
}
