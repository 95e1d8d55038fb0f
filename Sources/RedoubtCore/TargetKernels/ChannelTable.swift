import RedoubtIntrinsics

/// Whether this processor has the instructions that the kernels of this folder are written for.
///
/// A constant of the compiler: an image holds either these kernels or the reference kernels.
enum DualMac {
  @inline(__always)
  static var isAvailable: Bool { REDOUBT_HAS_DUAL_MAC != 0 }
}

/// What the kernels of this folder need to requantise the accumulators of an output channel, four words each in
/// scratch memory:
///
///     bias        twice the bias in a fast entry, else the bias itself
///     multiplier  of the pair
///     addend      (2 × zero point + 1) × 2^(shift − 1)
///     code        1 ... 22: a fast entry, the right shift; negative: −64 − the pair's shift
///
/// An entry is fast where `redoubt_rescale` gives the defined result for every accumulator that can arise. The others
/// are computed as the reference kernels do.
@safe struct ChannelTable {
  static let bytesPerChannel = 16

  let entries: UnsafeMutablePointer<redoubt_fast_channel>
  private let zeroPoint, minimum, maximum: Int32

  /// - Parameter entries: Four words for each channel.
  @inline(__always)
  init(unsafeEntries entries: UnsafeMutablePointer<Int32>, zeroPoint: Int32, range: ActivationRange) {
    unsafe self.entries = UnsafeMutableRawPointer(entries).assumingMemoryBound(to: redoubt_fast_channel.self)
    self.zeroPoint = zeroPoint
    minimum = range.minimum
    maximum = range.maximum
  }

  /// Writes a channel's entry.
  ///
  /// - Parameters:
  ///   - bias: The channel's, or nil where it is not part of the entry.
  ///   - products: Multiply-accumulates of one output element.
  /// - Returns: True for a fast entry.
  @inline(never)
  func set(_ channel: Int, bias given: Int32?, _ pair: QuantizedMultiplier, products: Int) -> Bool {
    let bias = given ?? 0
    let shift = 0 &- pair.shift
    var entry = redoubt_fast_channel(bias: bias, multiplier: pair.multiplier, addend: 0, shift: -64 &+ shift)
    // A sum of products is at most 2^29, and with such a bias it can be doubled.
    let limit = Int32(truncatingIfNeeded: products) &* (255 &* 128)
    if products <= 1 &<< 14, pair.multiplier >= 0 {
      if shift >= 1, shift <= 22, bias.magnitude <= 0x2000_0000, minimum == -128, maximum == 127 {
        entry.addend = (2 &* zeroPoint &+ 1) &<< (shift &- 1)
        entry.bias = bias &<< 1
        entry.shift = shift
      } else if given != nil, shift >= 0, bias.magnitude < 0x6000_0000 {
        // Rescaling is monotonic where nothing is shifted left. Where the ends of the range agree the result is a constant: so it is in channels
        // that training has left without effect.
        let value = self.value(entry, 0 &- limit)
        if value == self.value(entry, limit) {
          entry = redoubt_fast_channel(bias: 0, multiplier: 0, addend: 2 &* value &+ 1, shift: 1)
        }
      }
    }
    unsafe entries[channel] = entry
    return entry.shift > 0
  }

  /// Requantises the sums of products of four pixels in some channels.
  ///
  /// - Parameters:
  ///   - count: Channels, at least 1.
  ///   - isFast: True when all their entries are fast.
  ///   - entry: Of the first channel.
  ///   - output: Place of the first pixel's first channel.
  ///   - step: Distance of the pixels; the first is written last, so that 0 keeps the first result.
  @inline(never)
  func store(
    _ sums: UnsafePointer<redoubt_four_sums>, _ count: Int, isFast: Bool,
    _ entry: UnsafePointer<redoubt_fast_channel>, to output: UnsafeMutablePointer<Int8>, step: Int
  ) {
    var i = 0
    while i < count {
      let place = unsafe output + i
      let some = isFast ? count : 1
      if unsafe isFast || entry[i].shift > 0 {
        unsafe redoubt_store_four_pixels(sums + i, entry + i, some, place, step)
      } else {
        unsafe slowly(entry[i], sums[i].fourth, place + 3 &* step)
        unsafe slowly(entry[i], sums[i].third, place + 2 &* step)
        unsafe slowly(entry[i], sums[i].second, place + step)
        unsafe slowly(entry[i], sums[i].first, place)
      }
      i = i &+ some
    }
  }

  @inline(__always)
  private static func rescale(_ c: redoubt_fast_channel, _ sum: Int32) -> Int8 {
    Int8(truncatingIfNeeded: redoubt_rescale(c.bias &+ sum &<< 1, c.multiplier, c.addend, c.shift))
  }

  /// Requantises one sum of products.
  @inline(never)
  func store(
    _ sum: Int32, _ entry: UnsafePointer<redoubt_fast_channel>, to output: UnsafeMutablePointer<Int8>
  ) {
    let c = unsafe entry.pointee
    guard c.shift > 0 else {
      unsafe slowly(c, sum, output)
      return
    }
    unsafe output[0] = Self.rescale(c, sum)
  }

  /// Adds biases to sums of products that share an entry without one, and requantises them.
  ///
  /// - Parameters:
  ///   - biases: Every `biasStep` words, 0 or 1.
  ///   - count: Sums, at least 1.
  /// - Returns: How many were stored, at least 1.
  @inline(__always)
  func storeRows(
    _ sums: UnsafePointer<Int32>, _ biases: UnsafePointer<Int32>, _ biasStep: Int, _ count: Int,
    _ entry: UnsafePointer<redoubt_fast_channel>, to output: UnsafeMutablePointer<Int8>
  ) -> Int {
    var c = unsafe entry.pointee
    if c.shift > 0 {
      let stored = unsafe redoubt_store_rows(sums, biases, biasStep, count, entry, output)
      if stored > 0 { return stored }
      c.shift = c.shift &- 64
    }
    unsafe slowly(c, sums[0] &+ biases[0], output)
    return 1
  }

  /// True when the four entries from one on are fast.
  func areFast(_ entry: UnsafePointer<redoubt_fast_channel>) -> Bool {
    // A slow one is negative.
    unsafe entry[0].shift | entry[1].shift | entry[2].shift | entry[3].shift > 0
  }

  /// The reference's requantisation, for any entry that is not fast.
  @inline(never)
  private func slowly(_ c: redoubt_fast_channel, _ sum: Int32, _ output: UnsafeMutablePointer<Int8>) {
    unsafe output[0] = Int8(truncatingIfNeeded: value(c, sum))
  }

  /// The reference's result for a sum of products, of an entry that is not fast.
  @inline(never)
  private func value(_ c: redoubt_fast_channel, _ sum: Int32) -> Int32 {
    let pair = QuantizedMultiplier(multiplier: c.multiplier, shift: -64 &- c.shift)
    return max(minimum, min(maximum, pair.apply(c.bias &+ sum) &+ zeroPoint))
  }
}

extension ChannelScales {
  /// Writes the requantisation of every channel.
  ///
  /// - Parameters:
  ///   - bias: One per channel, or empty; nil to leave it out of the entries.
  ///   - products: Multiply-accumulates of one output element.
  ///   - selection: Says which channels are computed; the others' entries are left as they are.
  /// - Returns: True when all entries are fast.
  @inline(__always)
  func fill<S: ChannelSelection>(
    _ table: ChannelTable, _ bias: Span<Int32>?, products: Int, _ selection: inout S
  ) throws(ModelError) -> Bool {
    try S.isWhole
      ? fillAll(table, bias, products: products) : fillSome(table, bias, products: products, &selection)
  }

  @inline(never)
  private func fillAll(
    _ table: ChannelTable, _ bias: Span<Int32>?, products: Int
  ) throws(ModelError) -> Bool {
    let areEqual = areEqual
    var last = try pair(ofSlice: 0)
    var areFast = true
    for channel in 0..<channels {
      if channel > 0, !areEqual { last = try pair(ofSlice: channel) }
      let isFast = table.set(channel, bias: Self.element(channel, of: bias), last, products: products)
      areFast = areFast && isFast
    }
    return areFast
  }

  private func fillSome<S: ChannelSelection>(
    _ table: ChannelTable, _ bias: Span<Int32>?, products: Int, _ selection: inout S
  ) throws(ModelError) -> Bool {
    var areFast = true
    var next = selection.next(from: 0, below: channels)
    while !next.isEmpty {
      for channel in next {
        let isFast = table.set(
          channel, bias: Self.element(channel &- selection.origin, of: bias),
          try selection.pair(channel, self),
          products: products)
        areFast = areFast && isFast
      }
      next = selection.next(from: next.upperBound, below: channels)
    }
    return areFast
  }

  /// Writes the requantisation of listed channels.
  ///
  /// - Returns: True when all their entries are fast.
  @inline(never)
  func fill(
    _ table: ChannelTable, _ bias: Span<Int32>?, products: Int, listed planes: ReplicatedPlanes
  ) throws(ModelError) -> Bool {
    var areFast = true
    var unit = unsafe planes.list.units!
    while unsafe unit != planes.list.end {
      if unsafe redoubt_is_listed(unit) {
        let channel = unsafe redoubt_listed_channel(unit)
        let own = unsafe UnitWords.pair(unit)
        let pair = if let own { own } else { try self.pair(channel) }
        let isFast = table.set(channel, bias: Self.element(channel, of: bias), pair, products: products)
        areFast = areFast && isFast
      }
      unsafe unit += HardeningFormat.UnitEntry.words
    }
    return areFast
  }

  private static func element(_ channel: Int, of bias: Span<Int32>?) -> Int32? {
    guard let bias else { return nil }
    return bias.isEmpty ? 0 : bias[channel]
  }
}

extension Span where Element: BitwiseCopyable {
  /// Address of the first element, for a kernel that has checked how far it goes; of nothing for an empty span.
  @inline(__always)
  var unsafeStart: UnsafePointer<Element> {
    unsafe withUnsafeBufferPointer { unsafe $0.baseAddress ?? UnsafePointer(bitPattern: 16)! }
  }
}

extension MutableSpan where Element: BitwiseCopyable {
  /// As `Span.unsafeStart`, to be written.
  @inline(__always)
  var unsafeStart: UnsafeMutablePointer<Element> {
    mutating get {
      unsafe withUnsafeMutableBufferPointer { unsafe $0.baseAddress ?? UnsafeMutablePointer(bitPattern: 16)! }
    }
  }
}
