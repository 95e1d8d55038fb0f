import RedoubtBoards

/// Carries changed bits of a hardened model through the voters, without running anything.
///
/// Copies that hold the same value before a strike differ after it by the struck bits alone, whatever the value is; a
/// bitwise majority commutes with them. So the vote can be taken over the struck bits.
struct VoteResolver {
  private let map: MemoryMap
  private let layout: HardenedLayout
  private let file: [UInt8]
  /// Position in `layout.units` of the unit whose row, or copy 0 of whose parameters, holds a byte of the file; −1 for
  /// other bytes.
  private var unitOfByte: [Int32]
  /// Channel to position in `layout.units`, per protected tensor.
  private let channels: [[Int: Int]]

  init(_ map: MemoryMap, _ layout: HardenedLayout, file: [UInt8]) {
    self.map = map
    self.layout = layout
    self.file = file
    unitOfByte = Array(repeating: -1, count: file.count)
    for (i, unit) in layout.units.enumerated() {
      guard let row = unit.row else { continue }
      for k in 0..<row.count { unitOfByte[row.weights + k * row.stride] = Int32(i) }
      if let bias = row.bias { for k in 0..<4 { unitOfByte[bias + k] = Int32(i) } }
      for k in 0..<8 { unitOfByte[unit.pair + k] = Int32(i) }
      for bank in layout.banks {
        for k in 0..<row.byteCount { unitOfByte[bank.lowerBound + row.offset + k] = Int32(i) }
      }
    }
    channels = layout.tensors.map { tensor in
      Dictionary(uniqueKeysWithValues: tensor.units.map { (layout.units[$0].channel, $0) })
    }
  }

  // MARK: Where a byte is

  /// A byte of a voted word, or of a plane, in one of its copies.
  private struct Place: Hashable {
    let unit: Int
    /// Word of the row, its head included; for a plane the byte.
    let word: Int
    let isPlane: Bool
    /// Byte of the word.
    let byte: Int
    let copy: Int
  }

  private enum Found {
    /// Nobody votes about it, and operators see it as it is.
    case plain
    /// Nobody reads it.
    case unread
    case voted(Place)
    /// Only an inference tells.
    case unknown
  }

  private func find(fileByte byte: Int) -> Found {
    guard byte < unitOfByte.count else { return .unknown }
    if unitOfByte[byte] < 0 {
      switch map.fileEntry(of: byte).owner.kind {
      case .weights, .biases: return .plain
      // The pair of a unit without a row.
      case .pair: return .unread
      default: return .unknown
      }
    }
    let index = Int(unitOfByte[byte])
    guard let row = layout.units[index].row else { return .unknown }
    func place(_ offset: Int, _ copy: Int) -> Found {
      .voted(Place(unit: index, word: offset / 4, isPlane: false, byte: offset % 4, copy: copy))
    }
    for (i, bank) in layout.banks.enumerated() where bank.contains(byte) {
      let offset = byte - bank.lowerBound - row.offset
      if offset >= HardenedLayout.Row.headBytes {
        let weight = offset - HardenedLayout.Row.headBytes - row.phase
        // What pads a row to whole words is masked.
        guard weight >= 0, weight < row.count else { return .unread }
      } else if row.bias == nil, offset / 4 == 1 {
        return .unread
      }
      return place(offset, i + 1)
    }
    if layout.sharedConstants.contains(where: { $0.contains(byte) }) { return .unknown }
    let pair = layout.units[index].pair
    if byte >= pair, byte < pair + 8 { return place(8 + byte - pair, 0) }
    if let bias = row.bias, byte >= bias, byte < bias + 4 { return place(4 + byte - bias, 0) }
    return place(
      HardenedLayout.Row.headBytes + row.phase + (byte - row.weights) / row.stride, 0)
  }

  private func find(ramByte byte: Int, step: Int) -> Found {
    if byte < map.arenaBytes {
      guard byte >= map.tensorAreaStart else { return .unknown }
      for (tensor, units) in zip(layout.tensors, channels) where isAlive(tensor, step) {
        for index in tensor.units {
          guard let plane = layout.units[index].plane else { continue }
          // Channels lie side by side: one look at the first plane tells which channel the byte belongs to.
          let channel = layout.units[index].channel
          let width = plane.elementBytes
          let base = plane.first - channel * width
          guard byte >= base, byte < base + plane.cells * plane.stride else { break }
          guard let own = units[(byte - base) % plane.stride / width],
            let found = layout.units[own].plane, let i = found.index(ofArenaByte: byte)
          else { return .plain }
          return .voted(Place(unit: own, word: i, isPlane: true, byte: 0, copy: 0))
        }
      }
      return .plain
    }
    for (copy, bank) in layout.activationBanks.enumerated() where bank.contains(byte) {
      let offset = byte - bank.lowerBound
      for tensor in layout.tensors where isAlive(tensor, step) {
        for index in tensor.units {
          guard let plane = layout.units[index].plane, offset >= plane.offset,
            offset < plane.offset + plane.byteCount
          else { continue }
          return .voted(
            Place(unit: index, word: offset - plane.offset, isPlane: true, byte: 0, copy: copy + 1))
        }
      }
      return .unread
    }
    // Counters and the scratch row: no operator reads them between steps.
    return .unread
  }

  private func isAlive(_ tensor: HardenedLayout.ProtectedTensor, _ step: Int) -> Bool {
    tensor.operatorIndex < step && step <= tensor.readers.last ?? -1
  }

  // MARK: Votes

  /// - Returns: Nil where a change is of a kind that only an inference can follow.
  func resolve(_ faults: [MemoryFault]) -> VotedFaults? {
    var result = VotedFaults()
    var words: [Place: UInt32] = [:]
    var planes: [Int: [(step: Int, place: Place, mask: UInt8)]] = [:]
    for fault in faults {
      switch fault.place {
      case .file(let byte):
        switch find(fileByte: byte) {
        case .unknown: return nil
        case .unread: continue
        case .plain:
          result.memory.append(
            MemoryFault(place: fault.place, bit: fault.bit, change: fault.change, step: 0))
        case .voted(let place):
          // Several changes of one byte act one after the other.
          let key = Place(unit: place.unit, word: place.word, isPlane: false, byte: 0, copy: place.copy)
          let shift = UInt32(8 * place.byte)
          let before = file[byte] ^ UInt8(truncatingIfNeeded: words[key, default: 0] >> shift)
          words[key, default: 0] ^= UInt32(before ^ fault.changed(before)) << shift
        }
      case .arena(let byte):
        guard fault.change == .flip, fault.step >= 0 else { return nil }
        switch find(ramByte: byte, step: fault.step) {
        case .unknown: return nil
        case .unread: continue
        case .plain: result.memory.append(fault)
        case .voted(let place): planes[place.unit, default: []].append((fault.step, place, 1 << fault.bit))
        }
      }
    }
    votePlanes(planes, &result)
    voteRows(words, &result)
    return result
  }

  private func voteRows(_ masks: [Place: UInt32], _ result: inout VotedFaults) {
    let touched = Set(
      masks.keys.map { Place(unit: $0.unit, word: $0.word, isPlane: false, byte: 0, copy: 0) })
    for one in touched.sorted(by: { ($0.unit, $0.word) < ($1.unit, $1.word) }) {
      func mask(_ copy: Int) -> UInt32 {
        masks[Place(unit: one.unit, word: one.word, isPlane: false, byte: 0, copy: copy)] ?? 0
      }
      let (struck, _) = result.votes.vote((mask(0), mask(1), mask(2)))
      guard struck != 0, let row = layout.units[one.unit].row else { continue }
      let unit = layout.units[one.unit]
      switch one.word {
      case 0: result.isRefused = true
      case 1: flip(struck, result: &result) { byte in row.bias.map { $0 + byte } }
      case 2, 3:
        var pair = VotedFaults.Pair(operatorIndex: unit.operatorIndex, channel: unit.channel)
        if let last = result.pairs.last, last.channel == pair.channel,
          last.operatorIndex == pair.operatorIndex
        {
          pair = result.pairs.removeLast()
        }
        if one.word == 2 { pair.multiplierMask = struck } else { pair.shiftMask = struck }
        result.pairs.append(pair)
      default:
        let first = 4 * one.word - HardenedLayout.Row.headBytes - row.phase
        flip(struck, result: &result) { row.weights + (first + $0) * row.stride }
      }
    }
  }

  /// Flips in the file what a word's majority has wrong.
  private func flip(_ mask: UInt32, result: inout VotedFaults, _ position: (Int) -> Int?) {
    for bit in 0..<32 where mask >> UInt32(bit) & 1 == 1 {
      guard let byte = position(bit / 8) else { continue }
      result.memory.append(MemoryFault(place: .file(byte), bit: bit % 8, step: 0))
    }
  }

  /// Follows each struck byte of a plane from reading to reading: a vote that finds a difference repairs all copies.
  private func votePlanes(
    _ strikes: [Int: [(step: Int, place: Place, mask: UInt8)]], _ result: inout VotedFaults
  ) {
    for (unit, list) in strikes.sorted(by: { $0.key < $1.key }) {
      guard let plane = layout.units[unit].plane,
        let tensor = layout.tensors.first(where: { $0.units.contains(unit) })
      else { continue }
      for byte in Set(list.map(\.place.word)).sorted() {
        var masks: [UInt32] = [0, 0, 0]
        var seen: UInt32 = 0
        var previous = tensor.operatorIndex
        for reader in tensor.readers {
          for strike in list
          where strike.place.word == byte && strike.step > previous && strike.step <= reader {
            masks[strike.place.copy] ^= UInt32(strike.mask)
          }
          previous = reader
          let (struck, isSeen) = result.votes.vote((masks[0], masks[1], masks[2]))
          if isSeen { masks = [struck, struck, struck] }
          // Operators have seen `seen` so far.
          for bit in 0..<8 where (struck ^ seen) >> UInt32(bit) & 1 == 1 {
            result.memory.append(
              MemoryFault(place: .arena(plane.arenaByte(byte)), bit: bit, step: reader))
          }
          seen = struck
        }
      }
    }
  }
}
