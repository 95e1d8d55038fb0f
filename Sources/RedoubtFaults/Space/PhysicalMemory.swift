import RedoubtBoards

/// Which bytes of a deployed model lie beside each other in a memory of the device.
///
/// The file is one piece, of which a board may keep buffer contents and tables in two memories. Banks that share a memory
/// with the rest of the file, and activation banks that share one with the arena, follow there; in a memory of their own
/// they begin at address 0. Bytes of different memories are never neighbours.
struct PhysicalMemory: Sendable {
  /// A bit of file or RAM.
  struct Cell: Hashable {
    let inFile: Bool
    let byte, bit: Int
  }

  private struct Area {
    let inFile: Bool
    let bytes: Range<Int>
    let region: String
    /// Address of the first byte in the region.
    let base: Int
  }

  private let map: MemoryMap
  private let regions: [MemoryRegion]
  private var areas: [Area] = []

  init(_ map: MemoryMap, _ regions: [MemoryRegion]) {
    self.map = map
    self.regions = regions
    let fileEnd = map.file.last?.range.upperBound ?? 0
    guard let layout = map.hardening else {
      add(0..<fileEnd, inFile: true, FaultSpace.bufferRegion)
      add(0..<map.arenaBytes, inFile: false, FaultSpace.arenaRegion)
      return
    }
    var start = 0
    for (i, bank) in layout.banks.enumerated() {
      let region = FaultSpace.bankRegions.lowerBound + i
      // A bank that stays in the file's memory keeps its place in the file.
      guard !staysWithFile(region) else { continue }
      add(start..<bank.lowerBound, inFile: true, FaultSpace.bufferRegion)
      add(bank, inFile: true, region)
      start = bank.upperBound
    }
    add(start..<fileEnd, inFile: true, FaultSpace.bufferRegion)
    add(0..<map.arenaBytes, inFile: false, FaultSpace.arenaRegion)
    for (i, bank) in layout.activationBanks.enumerated() {
      add(bank, inFile: false, FaultSpace.activationBankRegions.lowerBound + i)
    }
    add(layout.counters.lowerBound..<layout.scratchRow.upperBound, inFile: false, FaultSpace.arenaRegion)
  }

  private func staysWithFile(_ region: Int) -> Bool {
    regions[region].name == regions[FaultSpace.bufferRegion].name
  }

  /// Puts bytes behind what the region holds already, from a multiple of 16 on.
  private mutating func add(_ bytes: Range<Int>, inFile: Bool, _ region: Int) {
    guard !bytes.isEmpty else { return }
    let name = regions[region].name
    // The file's own piece keeps its offsets, so that words lie as they do in the file.
    let isFirst = inFile && region == FaultSpace.bufferRegion
    let end = areas.filter { $0.inFile == inFile && $0.region == name }
      .reduce(0) { max($0, $1.base + $1.bytes.count) }
    areas.append(
      Area(
        inFile: inFile, bytes: bytes, region: name, base: isFirst ? bytes.lowerBound : (end + 15) & ~15))
  }

  /// The region of a byte, by name.
  private func region(of cell: (inFile: Bool, byte: Int), _ area: Area) -> String {
    guard cell.inFile, area.region == regions[FaultSpace.bufferRegion].name else { return area.region }
    // Buffer contents and tables share the file, but maybe not the memory.
    return regions[FaultSpace.region(of: map.fileEntry(of: cell.byte), map)].name
  }

  /// The cells of a cluster that begins at a bit: neighbours in one row of one memory.
  ///
  /// - Parameter size: Cells, at least 1.
  func cluster(at byte: Int, bit: Int, inFile: Bool, size: Int) -> [Cell] {
    guard let area = areas.first(where: { $0.inFile == inFile && $0.bytes.contains(byte) }) else { return [] }
    let name = region(of: (inFile, byte), area)
    guard let region = regions.first(where: { $0.name == name }) else { return [] }
    let neighbours = areas.filter { $0.inFile == inFile && $0.region == area.region }
    let end = neighbours.reduce(0) { max($0, $1.base + $1.bytes.count) }
    let address = area.base + byte - area.bytes.lowerBound
    return region.cluster(at: 8 * address + bit, size: size, regionBits: 8 * end).compactMap { position in
      let place = position / 8
      guard
        let holder = neighbours.first(where: { $0.base <= place && place < $0.base + $0.bytes.count })
      else { return nil }
      let other = holder.bytes.lowerBound + place - holder.base
      guard self.region(of: (inFile, other), holder) == name else { return nil }
      return Cell(inFile: inFile, byte: other, bit: position % 8)
    }
  }
}
