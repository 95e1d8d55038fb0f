import RedoubtBoards

/// Where the sites of a network are in the hardened file that was made from it: the same byte of the same owner, the same
/// iteration of the same register, in copy 0.
public struct PairedSites: Sendable {
  /// New position of each byte of the plain file; −1 for one without a counterpart.
  private let fileBytes: [Int32]
  private let arenaBytes: Int

  /// - Returns: Nil where the hardened file was not made from the plain one.
  public init?(plain: MemoryMap, plainFile: [UInt8], hardened: MemoryMap, hardenedFile: [UInt8]) {
    guard plain.stepCount == hardened.stepCount, plain.arenaBytes == hardened.arenaBytes,
      plain.arena == hardened.arena,
      let shift = Self.shift(plain, hardened)
    else { return nil }
    // Owners that exist once in either file stand for each other where the bytes have been written anew: the root table
    // and the lists of buffers and of metadata.
    func places(_ map: MemoryMap) -> [MemoryOwner: Range<Int>] {
      var all: [MemoryOwner: Range<Int>] = [:]
      for entry in map.file where entry.owner.kind == .structure {
        if let known = all[entry.owner] {
          all[entry.owner] = known.lowerBound..<max(known.upperBound, entry.range.upperBound)
        } else {
          all[entry.owner] = entry.range
        }
      }
      return all
    }
    let moved = places(hardened)
    var bytes: [Int32] = []
    bytes.reserveCapacity(plainFile.count)
    for entry in plain.file {
      for byte in entry.range {
        let target = byte + shift
        if target < hardenedFile.count, hardened.fileEntry(of: target).owner == entry.owner,
          hardenedFile[target] == plainFile[byte]
        {
          bytes.append(Int32(target))
        } else if entry.owner.kind == .structure, let range = moved[entry.owner],
          byte - entry.range.lowerBound < range.count
        {
          bytes.append(Int32(range.lowerBound + byte - entry.range.lowerBound))
        } else {
          bytes.append(-1)
        }
      }
    }
    fileBytes = bytes
    arenaBytes = plain.arenaBytes
  }

  /// How far the plain file has been moved back.
  private static func shift(_ plain: MemoryMap, _ hardened: MemoryMap) -> Int? {
    func first(_ map: MemoryMap) -> MemoryMap.Entry? {
      map.file.first {
        [.weights, .biases, .constant].contains($0.owner.kind) && $0.owner.tensorIndex != nil
      }
    }
    guard let one = first(plain), let entry = hardened.file.first(where: { $0.owner == one.owner }) else {
      return nil
    }
    return entry.range.lowerBound - one.range.lowerBound
  }

  /// The fault of a plain network's trial as the hardened network has it; nil where one of its bits has no counterpart.
  public func fault(_ plain: Fault) -> Fault? {
    guard case .memory(let faults) = plain else { return plain }
    var moved: [MemoryFault] = []
    for fault in faults {
      switch fault.place {
      case .arena: moved.append(fault)
      case .file(let byte):
        guard byte < fileBytes.count, fileBytes[byte] >= 0 else { return nil }
        moved.append(
          MemoryFault(
            place: .file(Int(fileBytes[byte])), bit: fault.bit, change: fault.change, step: fault.step))
      }
    }
    return .memory(moved)
  }
}
