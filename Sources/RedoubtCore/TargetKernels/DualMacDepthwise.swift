import RedoubtIntrinsics

/// DEPTHWISE_CONV_2D for four neighbouring channels at a time: their inputs are one word of memory, expanded to 16 bits
/// by two instructions, and each product is accumulated by one.
///
/// Gives the reference kernel's bytes for every operand.
@unsafe package enum DualMacDepthwise {
  /// Channels that are computed together.
  private static let lanes = 4

  /// Scratch bytes: the channel table, the expanded weights of four channels, and four sums.
  package static func scratchBytes(taps: Int, channels: Int) -> Int { channels &* ChannelTable.bytesPerChannel &+ taps &* 8 &+ 16 }

  /// - Parameters:
  ///   - bias: One per channel, or none.
  ///   - scratch: `scratchBytes`.
  @inline(never)
  package static func run(
    _ p: ConvolutionParameters, _ input: Span<Int8>, _ weights: Span<Int8>, _ bias: Span<Int32>,
    _ scratch: inout MutableSpan<Int32>, _ output: inout MutableSpan<Int8>
  ) throws(ModelError) {
    let (rows, columns) = (p.window.rows, p.window.columns)
    let (depth, channels) = (p.input.shape[3], p.scales.channels)
    let taps = rows.filter &* columns.filter
    let table = unsafe ChannelTable(
      unsafeEntries: scratch.unsafeStart, zeroPoint: p.outputZeroPoint, range: p.range)
    _ = try p.scales.fill(table, bias, products: taps)
    let filter = unsafe UnsafeMutableRawPointer(table.entries + channels).assumingMemoryBound(to: UInt32.self)
    let sums = unsafe UnsafeMutableRawPointer(filter + 2 &* taps).assumingMemoryBound(to: redoubt_four_sums.self)
    let multiplier = channels / depth
    // Channels that do not come in fours, or share an input, go one by one, in the first lane.
    let width = multiplier == 1 && channels & 3 == 0 ? lanes : 1
    let offsets = redoubt_both_lanes(p.inputOffset)
    let step = columns.dilation &* depth
    let lineBytes = columns.input &* depth
    let lineStep = rows.dilation &* lineBytes
    // The first output column behind those whose windows lie inside the input.
    let extent = (columns.filter &- 1) &* columns.dilation &+ 1
    let innerEnd = min(
      columns.output, (columns.input &- extent &+ columns.padding) / columns.stride &+ 1)
    var channel = 0
    while channel < channels {
      for tap in 0..<taps {
        let bytes = unsafe redoubt_load_some(weights.unsafeStart + (tap &* channels &+ channel), width)
        unsafe filter[2 &* tap] = redoubt_even_lanes(0, bytes)
        unsafe filter[2 &* tap &+ 1] = redoubt_odd_lanes(0, bytes)
      }
      let entry = unsafe UnsafePointer(table.entries + channel)
      let isFast = unsafe width == lanes && table.areFast(entry)
      var place = unsafe output.unsafeStart + channel
      var image = unsafe input.unsafeStart + channel / multiplier
      for _ in 0..<p.input.shape[0] {
        for y in 0..<rows.output {
          let top = rows.origin(y)
          let rowTaps = rows.elements(from: top)
          let first = unsafe image + (top &+ rowTaps.lowerBound &* rows.dilation) &* lineBytes
          let filterRow = unsafe filter + 2 &* rowTaps.lowerBound &* columns.filter
          var x = 0
          while x < columns.output {
            // Windows inside the input go together, those at its edges one by one.
            let left = columns.origin(x)
            let columnTaps = columns.elements(from: left)
            let (lower, count) = (columnTaps.lowerBound, columnTaps.count)
            var pixels = 1
            if isFast, count == columns.filter { pixels = max(1, innerEnd &- x) }
            let source = unsafe first + (left &* depth &+ lower &* step)
            let line = unsafe filterRow + 2 &* lower
            if width == 1 {
              unsafe sums.pointee.first = redoubt_add_channel_taps(
                source, step, lineStep, line, columns.filter &- count, rowTaps.count, count, p.inputOffset)
              unsafe table.store(sums.pointee.first, entry, to: place)
            } else if count > 0, rowTaps.count > 0 {
              unsafe redoubt_depthwise_pixels(
                pixels, source, columns.stride &* depth, step, lineStep, line, columns.filter &- count,
                rowTaps.count, count, offsets, entry, isFast ? nil : sums, place, channels)
            } else {
              // A dilated window can miss the input altogether.
              unsafe sums.pointee = redoubt_four_sums()
            }
            if width != 1, !isFast || count == 0 || rowTaps.isEmpty {
              unsafe table.store(sums.pointee.first, entry, to: place)
              unsafe table.store(sums.pointee.second, entry + 1, to: place + 1)
              unsafe table.store(sums.pointee.third, entry + 2, to: place + 2)
              unsafe table.store(sums.pointee.fourth, entry + 3, to: place + 3)
            }
            unsafe place += pixels &* channels
            x = x &+ pixels
          }
        }
        unsafe image += rows.input &* lineBytes
      }
      channel = channel &+ width
    }
  }
}
