import RedoubtIntrinsics

/// The rows of an operator's protected channels.
///
/// Two copies of every row are compared, which is all that a step does while nothing is struck; a row in which they
/// differ is voted word by word.
struct ProtectedRows {
  private let entry: ProtectedTensor
  private let parameters: ChannelParameters
  private let bank1: ReplicaBank

  /// Nil where the tensor's operator has no protected parameters.
  init?(_ entry: ProtectedTensor) throws(HardeningError) {
    guard let bank1 = entry.table.bank1, entry.operatorIndex >= 0,
      let parameters = try entry.parametersIfAny()
    else { return nil }
    self.entry = entry
    self.parameters = parameters
    self.bank1 = bank1
  }

  /// Votes every row, channels ascending: tag, multiplier, shift, bias, then the weights.
  ///
  /// - Returns: Whether some copy deviates, so that a channel may have to be computed from voted parameters.
  @inline(never)
  func vote(_ voter: inout Voter) throws(HardeningError) -> Bool {
    let p = parameters
    let bytes = entry.table.model.bytes
    guard let units = entry.units.words, let rows = bank1.words,
      let weights = bytes.span(p.weights, p.count &* p.channels, of: Int8.self),
      let biases = bytes.span(p.bias ?? 0, p.bias == nil ? 0 : p.channels, of: UInt32.self)
    else { throw HardeningError(.modelMismatch, word: entry.word, value: entry.tensor) }
    let lastRow = rows.count &- HardeningFormat.Row.words &- p.largestRowWords
    var deviates = false
    var last = -1
    for k in 0..<entry.unitCount {
      // `units` has this many entries.
      let unit = k &* HardeningFormat.UnitEntry.words
      let first = unsafe units[unchecked: unit &+ HardeningFormat.UnitEntry.channelAndScheme]
      let offset = unsafe units[unchecked: unit &+ HardeningFormat.UnitEntry.rowOffset]
      let channel = Int(truncatingIfNeeded: first & 0xff_ffff)
      let row = Int(truncatingIfNeeded: offset &>> 2)
      let isLegal = HardeningScheme.isLegal(first &>> 24) && channel > last && channel < p.channels
      last = channel
      if isLegal, first & 1 &<< 24 == 0, offset == HardeningFormat.absent { continue }
      if isLegal, first & 1 &<< 24 != 0, offset & 3 == 0, row <= lastRow {
        // The row ends inside the bank; channel and unit were compared with their counts.
        let tag = HardeningFormat.tag(operatorIndex: entry.operatorIndex, channel: channel)
        let bias = biases.isEmpty ? unsafe rows[unchecked: row &+ HardeningFormat.Row.bias] : biases[channel]
        let isEqual =
          unsafe rows[unchecked: row] == tag
          && rows[unchecked: row &+ HardeningFormat.Row.bias] == bias
          && rows[unchecked: row &+ HardeningFormat.Row.multiplier]
            == units[unchecked: unit &+ HardeningFormat.UnitEntry.multiplier]
          && rows[unchecked: row &+ HardeningFormat.Row.shift]
            == units[unchecked: unit &+ HardeningFormat.UnitEntry.shift]
        if isEqual {
          let copy1 = unsafe rows.unsafeStart + (row &+ HardeningFormat.Row.words)
          let difference = unsafe redoubt_weights_differ(
            weights.unsafeStart + channel &* p.step, p.stride,
            UnsafeRawPointer(copy1).assumingMemoryBound(to: Int8.self) + p.phase(channel), p.count)
          if difference == 0 { continue }
        }
      }
      if try settle(k, &voter) { deviates = true }
    }
    return deviates
  }

  /// Votes a unit's row word by word.
  ///
  /// - Returns: Whether something deviates.
  @inline(never)
  private func settle(_ k: Int, _ voter: inout Voter) throws(HardeningError) -> Bool {
    let unit = try entry.unit(k)
    if k > 0, try entry.unit(k &- 1).channel >= unit.channel {
      throw HardeningError(.outOfRange, word: unit.word, value: unit.channel)
    }
    guard let row = try unit.row() else { return false }
    let before = voter
    try row.vote(&voter)
    return voter != before
  }
}
