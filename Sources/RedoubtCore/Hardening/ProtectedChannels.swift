/// What a kernel computes of an operator with protected channels, and from what.
package struct ProtectedChannels: ChannelSelection {
  enum Selection {
    /// Every channel in place; the pairs of protected ones are copy 0 of the hardening table.
    case all
    /// The channels that are computed three times, in the output tensor.
    case replicated
    /// One channel, from voted parameters.
    case one(Int, QuantizedMultiplier)
  }

  private let selection: Selection
  private let units: UnitWords
  /// Unit at which the next search begins: channels are asked for in ascending order.
  private var cursor = 0
  /// No unit in front of the cursor has a channel from this one on.
  private var passed = 0
  /// No unit stands between these two channels.
  private var upcoming = 0

  init(_ selection: Selection, _ units: UnitWords) {
    self.selection = selection
    self.units = units
  }

  @inline(__always)
  package static var isWhole: Bool { false }

  package var origin: Int {
    if case .one(let channel, _) = selection { return channel }
    return 0
  }

  package func filterChannels(_ channels: Int) -> Int {
    if case .one = selection { return 1 }
    return channels
  }

  package var sharedPair: QuantizedMultiplier? {
    if case .one(_, let pair) = selection { return pair }
    return nil
  }

  @inline(never)
  package mutating func next(from channel: Int, below end: Int) -> Range<Int> {
    switch selection {
    case .all: return channel..<end
    case .one(let one, _): return channel <= one && one < end ? one..<one &+ 1 : end..<end
    case .replicated:
      seek(channel)
      while cursor < units.count, !isReplicated(units.word(cursor, 0)) { cursor = cursor &+ 1 }
      guard cursor < units.count, units.channel(cursor) < end else { return end..<end }
      let first = units.channel(cursor)
      var last = first &+ 1
      cursor = cursor &+ 1
      while last < end, cursor < units.count {
        let unit = units.word(cursor, HardeningFormat.UnitEntry.channelAndScheme)
        guard Int(truncatingIfNeeded: unit & 0xff_ffff) == last, isReplicated(unit) else { break }
        last = last &+ 1
        cursor = cursor &+ 1
      }
      (passed, upcoming) = (last, 0)
      return first..<last
    }
  }

  @inline(__always)
  private func isReplicated(_ unit: UInt32) -> Bool { unit & 4 &<< 24 != 0 }

  /// Moves the cursor to the first unit at or behind a channel.
  @inline(__always)
  private mutating func seek(_ channel: Int) {
    if channel < passed { cursor = 0 }
    passed = channel
    while cursor < units.count, units.channel(cursor) < channel { cursor = cursor &+ 1 }
    upcoming = cursor < units.count ? units.channel(cursor) : .max
  }

  package mutating func pair(
    _ channel: Int, _ scales: ChannelScales
  ) throws(ModelError) -> QuantizedMultiplier {
    if case .one(_, let pair) = selection { return pair }
    if channel >= passed, channel < upcoming { return try scales.pair(channel) }
    let wanted = UInt32(truncatingIfNeeded: channel)
    var first = cursor < units.count ? units.word(cursor, HardeningFormat.UnitEntry.channelAndScheme) : ~0
    if first & 0xff_ffff != wanted {
      seek(channel)
      first = cursor < units.count ? units.word(cursor, HardeningFormat.UnitEntry.channelAndScheme) : ~0
    }
    // The channel, and `tmrWeights` among its schemes.
    guard cursor < units.count, first & 0x1ff_ffff == wanted | 1 &<< 24 else {
      return try scales.pair(channel)
    }
    let pair = QuantizedMultiplier(
      multiplier: Int32(bitPattern: units.word(cursor, HardeningFormat.UnitEntry.multiplier)),
      shift: Int32(bitPattern: units.word(cursor, HardeningFormat.UnitEntry.shift)))
    // The next channel's unit is the next one, where that is protected too.
    cursor = cursor &+ 1
    (passed, upcoming) = (channel &+ 1, 0)
    return pair.withBoundedShift
  }
}

extension QuantizedMultiplier {
  /// The pair with a shift of −32 … 32: beyond these every shift gives what they give.
  var withBoundedShift: QuantizedMultiplier {
    QuantizedMultiplier(multiplier: multiplier, shift: max(-32, min(32, shift)))
  }
}
