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
  /// - Parameter products: Multiply-accumulates of one output element.
  /// - Returns: True for a fast entry.
  func set(_ channel: Int, bias: Int32, _ pair: QuantizedMultiplier, products: Int) -> Bool {
    // 2^14 products of at most 255 × 128 stay below 2^29, and so does the bias: the sum can be doubled.
    let limit = bias.magnitude &+ 255 &* 128 &* UInt32(truncatingIfNeeded: products)
    let isSmall = bias.magnitude <= 0x2000_0000 && products <= 1 &<< 14
    var (multiplier, shift) = (pair.multiplier, 0 &- pair.shift)
    // Sums below half a step of the result leave the zero point, whatever the multiplier.
    if multiplier == 0 || (isSmall && shift > 1 && shift < 32 && limit < 1 &<< UInt32(bitPattern: shift &- 1)) {
      (multiplier, shift) = (0, 1)
    }
    let isFast =
      isSmall && UInt32(bitPattern: shift &- 1) < 22 && multiplier >= 0 && minimum == -128 && maximum == 127
    unsafe entries[channel] = redoubt_fast_channel(
      bias: isFast ? bias &<< 1 : bias, multiplier: multiplier,
      addend: (2 &* zeroPoint &+ 1) &<< (shift &- 1), shift: isFast ? shift : -64 &+ shift)
    return isFast
  }

  /// Requantises the sums of products of four pixels in some channels.
  ///
  /// - Parameters:
  ///   - count: Channels, at least 1.
  ///   - entry: Of the first channel.
  ///   - output: Place of the first pixel's first channel.
  ///   - step: Distance of the pixels; the first is written last, so that 0 keeps the first result.
  @inline(never)
  func store(
    _ sums: UnsafePointer<redoubt_four_sums>, _ count: Int, _ entry: UnsafePointer<redoubt_fast_channel>,
    to output: UnsafeMutablePointer<Int8>, step: Int
  ) {
    for i in 0..<count {
      let place = unsafe output + i
      unsafe store(sums[i].fourth, entry + i, to: place + 3 &* step)
      unsafe store(sums[i].third, entry + i, to: place + 2 &* step)
      unsafe store(sums[i].second, entry + i, to: place + step)
      unsafe store(sums[i].first, entry + i, to: place)
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

  /// Requantises one sum of products of an entry without bias.
  @inline(__always)
  func store(
    _ sum: Int32, bias: Int32, _ entry: UnsafePointer<redoubt_fast_channel>,
    to output: UnsafeMutablePointer<Int8>
  ) {
    var c = unsafe entry.pointee
    let total = sum &+ bias
    if c.shift > 0 {
      // The two leading bits are equal where twice the total fits.
      if total ^ (total &<< 1) >= 0 {
        unsafe output[0] = Self.rescale(c, total)
        return
      }
      c.shift = c.shift &- 64
    }
    unsafe slowly(c, total, output)
  }

  /// True when the four entries from one on are fast.
  func areFast(_ entry: UnsafePointer<redoubt_fast_channel>) -> Bool {
    // A slow one is negative.
    unsafe entry[0].shift | entry[1].shift | entry[2].shift | entry[3].shift > 0
  }

  /// The reference's requantisation, for any entry that is not fast.
  @inline(never)
  private func slowly(_ c: redoubt_fast_channel, _ sum: Int32, _ output: UnsafeMutablePointer<Int8>) {
    let pair = QuantizedMultiplier(multiplier: c.multiplier, shift: -64 &- c.shift)
    let scaled = pair.apply(c.bias &+ sum) &+ zeroPoint
    unsafe output[0] = Int8(truncatingIfNeeded: max(minimum, min(maximum, scaled)))
  }
}

extension ChannelScales {
  /// Writes the requantisation of every channel.
  ///
  /// - Parameters:
  ///   - bias: One per channel, or none.
  ///   - products: Multiply-accumulates of one output element.
  /// - Returns: True when all entries are fast.
  func fill(_ table: ChannelTable, _ bias: Span<Int32>, products: Int) throws(ModelError) -> Bool {
    var last = try pair(0)
    var areFast = true
    for channel in 0..<channels {
      if channel > 0, weights.quantization.count > 1 { last = try pair(channel) }
      let isFast = table.set(channel, bias: bias.isEmpty ? 0 : bias[channel], last, products: products)
      areFast = areFast && isFast
    }
    return areFast
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
