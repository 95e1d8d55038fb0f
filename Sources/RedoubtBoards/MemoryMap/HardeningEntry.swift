import RedoubtCore

/// The entry `redoubt.hardening` and the banks of a model file, read by the format's description, with positions.
struct HardeningEntry {
  struct Unit {
    /// Of the unit's first word in the file.
    let position: Int
    let channel: Int
    let scheme: HardeningScheme
    /// Byte offsets in the parameter banks and in the activation banks.
    let row, plane: Int?
    /// Position of multiplier and shift in the file.
    let pair: Int
  }

  struct Tensor {
    /// −1 for the network's input.
    let operatorIndex: Int
    let tensor: Int
    let position: Int
    let units: [Unit]
  }

  let range: Range<Int>
  let tensors: [Tensor]
  let banks: [Range<Int>]
  let activationBytes: Int

  /// - Returns: Nil where the file has no such entry, or none that can be used.
  init?(_ file: [UInt8]) {
    let walk = FlatBufferReading(file)
    guard let range = walk.metadata(named: "\(HardeningFormat.name)") else { return nil }
    func word(_ i: Int) -> Int? {
      guard i >= 0, 4 * i + 4 <= range.count else { return nil }
      return walk.word(range.lowerBound + 4 * i)
    }
    typealias Header = HardeningFormat.Header
    guard word(Header.magic) == Int(HardeningFormat.magic), let version = word(Header.version),
      let tensorCount = word(Header.tensorCount), let unitCount = word(Header.unitCount),
      let bankBytes = word(Header.bankBytes), let activationBytes = word(Header.activationBytes),
      version == Int(HardeningFormat.version), tensorCount <= range.count, unitCount <= range.count
    else { return nil }
    let tensorWords = HardeningFormat.TensorEntry.words
    let unitWords = HardeningFormat.UnitEntry.words
    guard range.count == 4 * (Header.words + tensorWords * tensorCount + unitWords * unitCount) else {
      return nil
    }
    func unit(_ i: Int) -> Unit? {
      let first = Header.words + tensorWords * tensorCount + unitWords * i
      typealias Entry = HardeningFormat.UnitEntry
      guard i < unitCount, let head = word(first + Entry.channelAndScheme),
        let row = word(first + Entry.rowOffset), let plane = word(first + Entry.planeOffset),
        let scheme = HardeningScheme(rawValue: UInt8(head >> 24))
      else { return nil }
      return Unit(
        position: range.lowerBound + 4 * first, channel: head & HardeningFormat.maximumChannel,
        scheme: scheme, row: scheme.replicatesParameters ? row : nil,
        plane: scheme.replicatesActivations ? plane : nil,
        pair: range.lowerBound + 4 * (first + Entry.multiplier))
    }
    var tensors: [Tensor] = []
    for i in 0..<tensorCount {
      let first = Header.words + tensorWords * i
      guard let operatorIndex = word(first), let tensor = word(first + 1), let start = word(first + 2),
        let count = word(first + 3), start + count <= unitCount
      else { return nil }
      var units: [Unit] = []
      for k in start..<start + count {
        guard let one = unit(k) else { return nil }
        units.append(one)
      }
      tensors.append(
        Tensor(
          operatorIndex: operatorIndex == Int(HardeningFormat.networkInput) ? -1 : operatorIndex,
          tensor: tensor, position: range.lowerBound + 4 * first, units: units))
    }
    var banks: [Range<Int>] = []
    if bankBytes > 0 {
      guard let first = word(Header.bankBuffer1).flatMap({ walk.buffer($0) }),
        let second = word(Header.bankBuffer2).flatMap({ walk.buffer($0) }),
        first.count == bankBytes, second.count == bankBytes
      else { return nil }
      banks = [first, second]
    }
    self.range = range
    self.tensors = tensors
    self.banks = banks
    self.activationBytes = activationBytes
  }
}
