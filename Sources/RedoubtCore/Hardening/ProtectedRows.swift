import RedoubtIntrinsics

/// The rows of an operator's protected channels.
///
/// Two copies of every row are compared, which is all that a step does while nothing is struck; a row in which they
/// differ is voted word by word.
struct ProtectedRows {
  /// What the votes have shown.
  struct Finding {
    /// Some copy deviates: a channel may have to be computed from voted parameters.
    var deviates = false
    /// Some channel has another pair than the one that all share by the file's scales.
    var hasForeignPair = false
  }

  private let entry: ProtectedTensor
  private let parameters: ChannelParameters
  private let bank1: ReplicaBank

  /// Nil where no unit has a row.
  init?(_ entry: ProtectedTensor, _ parameters: ChannelParameters) {
    guard let bank1 = entry.table.bank1 else { return nil }
    self.entry = entry
    self.parameters = parameters
    self.bank1 = bank1
  }

  /// Votes every row, channels ascending: tag, multiplier, shift, bias, then the weights.
  ///
  /// - Parameter shared: The pair of all channels; nil where each has its own.
  @inline(never)
  func vote(_ voter: inout Voter, shared: QuantizedMultiplier?) throws(HardeningError) -> Finding {
    let p = parameters
    let bytes = entry.table.model.bytes
    guard let units = entry.units.words, let rows = bank1.words,
      let weights = bytes.span(p.weights, p.count &* p.channels, of: Int8.self),
      let biases = bytes.span(p.bias ?? 0, p.bias == nil ? 0 : p.channels, of: UInt32.self)
    else { throw HardeningError(.modelMismatch, word: entry.word, value: entry.tensor) }
    // Every span lives as long as the memory that it is of; a row up to `last_offset` ends inside its bank.
    var comparison = unsafe redoubt_protected_rows(
      units: units.unsafeStart, count: units.count / HardeningFormat.UnitEntry.words, bank: rows.unsafeStart,
      last_offset: 4 &* (rows.count &- HardeningFormat.Row.words &- p.largestRowWords),
      weights: weights.unsafeStart, step: p.step, stride: p.stride, weight_count: p.count,
      biases: biases.isEmpty ? nil : biases.unsafeStart, channels: p.channels,
      tag: HardeningFormat.tag(operatorIndex: entry.operatorIndex, channel: 0) &- 1,
      shared_multiplier: UInt32(bitPattern: shared?.multiplier ?? 0),
      shared_shift: UInt32(bitPattern: shared?.shift ?? 0), foreign_pairs: 0, last_channel: -1)
    var finding = Finding()
    var k = 0
    while true {
      k = unsafe redoubt_compare_rows(&comparison, k)
      guard k < entry.unitCount else { break }
      if try settle(k, &voter) { finding.deviates = true }
      unsafe comparison.last_channel = entry.units.channel(k)
      k = k &+ 1
    }
    finding.hasForeignPair = unsafe shared != nil && comparison.foreign_pairs != 0
    return finding
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
