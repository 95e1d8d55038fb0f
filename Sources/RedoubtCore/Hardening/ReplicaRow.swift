/// The parameters of a unit in three copies: weights, bias and requantisation pair.
///
/// Copy 0 of weights and bias are the file's own tensors, copy 0 of the pair stands in the hardening table; copies 1 and
/// 2 are a row in each bank. A row's weights lie at the same distance from a multiple of 4 as copy 0 does.
///
/// Votes word by word, every read checked: for rows in which something deviates. `ProtectedRows` finds these.
public struct ReplicaRow {
  private let model: ModelBytes
  private let bank1, bank2: ReplicaBank
  /// Byte offset of the row in either bank.
  private let offset: Int
  private let word: Int
  private let operatorIndex: Int
  private let channel: Int
  private let copy0Pair: QuantizedMultiplier
  private let parameters: ChannelParameters

  /// Number of weights.
  public var weightCount: Int { parameters.count }
  /// Distance of the first weight from a multiple of 4. A scratch row that begins so is written in whole words.
  public var phase: Int { parameters.phase(channel) }
  /// Bytes that a scratch row of the weights needs, from a multiple of 4 on.
  public var scratchBytes: Int { (phase &+ weightCount &+ 3) & ~3 }

  init(_ unit: ProtectedUnit, offset: UInt32) throws(HardeningError) {
    let tensor = unit.tensor
    let table = tensor.table
    guard let bank1 = table.bank1, let bank2 = table.bank2 else {
      throw HardeningError(.bankMissing, word: HardeningFormat.Header.bankBytes, value: 1)
    }
    model = table.model.bytes
    (self.bank1, self.bank2) = (bank1, bank2)
    word = unit.word
    operatorIndex = tensor.operatorIndex
    channel = unit.channel
    copy0Pair = unit.pair
    parameters = try tensor.parameters()
    self.offset = Int(truncatingIfNeeded: offset)
    let size = 4 &* HardeningFormat.Row.words &+ ((parameters.phase(channel) &+ parameters.count &+ 3) & ~3)
    guard offset <= UInt32(Int32.max), offset & 3 == 0, bank1.contains(self.offset, size),
      bank2.contains(self.offset, size)
    else {
      throw HardeningError(
        .outsideBank, word: unit.word &+ HardeningFormat.UnitEntry.rowOffset,
        value: Int(Int32(bitPattern: offset)))
    }
  }

  /// The majority of copy 0 and word `i` of the row in both banks.
  private func vote(
    _ copy0: UInt32, _ i: Int, mask: UInt32 = ~0, _ voter: inout Voter
  ) throws(HardeningError) -> UInt32 {
    let wrong = HardeningError(.outsideBank, word: word, value: offset)
    guard let first = bank1.word(opaque(offset), i) else { throw wrong }
    if copy0 == first & mask { return copy0 }
    guard let second = bank2.word(opaque(offset), i) else { throw wrong }
    return voter.settle(copy0, first & mask, second & mask)
  }

  /// The voted requantisation pair, behind the vote on the row's tag.
  ///
  /// - Throws: `.wrongRow` where the majority names another unit.
  public func pair(_ voter: inout Voter) throws(HardeningError) -> QuantizedMultiplier {
    let tag = HardeningFormat.tag(operatorIndex: operatorIndex, channel: channel)
    guard try vote(tag, HardeningFormat.Row.tag, &voter) == tag else {
      throw HardeningError(.wrongRow, word: word, value: channel)
    }
    let multiplier = try vote(
      UInt32(bitPattern: copy0Pair.multiplier), HardeningFormat.Row.multiplier, &voter)
    let shift = try vote(UInt32(bitPattern: copy0Pair.shift), HardeningFormat.Row.shift, &voter)
    return QuantizedMultiplier(multiplier: Int32(bitPattern: multiplier), shift: Int32(bitPattern: shift))
  }

  /// The voted bias; 0 where the operator has none.
  public func bias(_ voter: inout Voter) throws(HardeningError) -> Int32 {
    guard let place = parameters.bias(channel) else { return 0 }
    guard let copy0 = model.load(place, as: UInt32.self) else { throw mismatch }
    return Int32(bitPattern: try vote(copy0, HardeningFormat.Row.bias, &voter))
  }

  /// Word `i` of the voted weights; bytes that are not the unit's are 0.
  private func weights(_ i: Int, _ voter: inout Voter) throws(HardeningError) -> UInt32 {
    var copy0: UInt32 = 0
    var mask: UInt32 = 0
    for k in 0..<4 {
      let index = 4 &* i &+ k &- phase
      guard index >= 0, index < parameters.count else { continue }
      let place = parameters.weights(channel) &+ index &* parameters.stride
      guard let byte = model.load(place, as: UInt8.self) else { throw mismatch }
      copy0 |= UInt32(byte) &<< UInt32(truncatingIfNeeded: 8 &* k)
      mask |= 0xff &<< UInt32(truncatingIfNeeded: 8 &* k)
    }
    return try vote(copy0, HardeningFormat.Row.words &+ i, mask: mask, &voter)
  }

  /// Writes the voted weights, in the order of the filter, to `scratch[phase ..< phase + weightCount]`.
  ///
  /// - Parameter scratch: At least `scratchBytes` bytes.
  public func weights(_ voter: inout Voter, into scratch: inout MutableSpan<UInt32>) throws(HardeningError) {
    guard 4 &* scratch.count >= scratchBytes else {
      throw HardeningError(.outsideBank, word: word, value: offset)
    }
    for i in 0..<scratchBytes / 4 { scratch[i] = try weights(i, &voter) }
  }

  /// Votes every word of the row and keeps nothing but the counts.
  func vote(_ voter: inout Voter) throws(HardeningError) {
    _ = try pair(&voter)
    _ = try bias(&voter)
    for i in 0..<scratchBytes / 4 { _ = try weights(i, &voter) }
  }

  private var mismatch: HardeningError { HardeningError(.modelMismatch, word: word, value: channel) }
}
