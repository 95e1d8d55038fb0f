import RedoubtIntrinsics

/// DEPTHWISE_CONV_2D for four neighbouring channels at a time: their inputs are one word of memory, expanded to 16 bits
/// by two instructions, and each product is accumulated by one.
///
/// Gives the reference kernel's bytes for every operand.
@unsafe package enum DualMacDepthwise {
  /// Channels that are computed together.
  private static let lanes = 4

  /// Scratch bytes: the channel table, and the expanded weights of four channels.
  package static func scratchBytes(taps: Int, channels: Int) -> Int { channels &* ChannelTable.bytesPerChannel &+ taps &* 8 }

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
    let multiplier = channels / depth
    // Channels that do not come in fours, or share an input, go one by one, in the first lane.
    let width = multiplier == 1 && channels & 3 == 0 ? lanes : 1
    let offsets = redoubt_both_lanes(p.inputOffset)
    let step = columns.dilation &* depth
    let lineBytes = columns.input &* depth
    let lineStep = rows.dilation &* lineBytes
    // Origin of the last window that lies inside the input.
    let lastInner = columns.input &- (columns.filter &- 1) &* columns.dilation &- 1
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
          // A dilated window can miss the input altogether.
          let innerCount = rowTaps.isEmpty ? 0 : columns.filter
          let filterRow = unsafe filter + 2 &* rowTaps.lowerBound &* columns.filter
          var left = columns.origin(0)
          for _ in 0..<columns.output {
            var (lower, count) = (0, innerCount)
            if left < 0 || left > lastInner {
              let columnTaps = columns.elements(from: left)
              lower = columnTaps.lowerBound
              count = rowTaps.isEmpty ? 0 : columnTaps.upperBound &- lower
            }
            var source = unsafe first + (left &* depth &+ lower &* step)
            var line = unsafe filterRow + 2 &* lower
            if width == 1 {
              var sum: Int32 = 0
              for _ in rowTaps {
                unsafe sum = redoubt_add_channel_taps(sum, source, step, line, count, p.inputOffset)
                unsafe source += lineStep
                unsafe line += 2 &* columns.filter
              }
              unsafe table.store(sum, entry, to: place)
            } else {
              let sums =
                count == 0
                ? redoubt_four_sums()
                : unsafe redoubt_depthwise_four(
                  source, step, lineStep, line, columns.filter &- count, rowTaps.count, count, offsets)
              if isFast {
                unsafe redoubt_store_four_channels(sums, entry, place)
              } else {
                unsafe table.store(sums.first, entry, to: place)
                unsafe table.store(sums.second, entry + 1, to: place + 1)
                unsafe table.store(sums.third, entry + 2, to: place + 2)
                unsafe table.store(sums.fourth, entry + 3, to: place + 3)
              }
            }
            unsafe place += channels
            left = left &+ columns.stride
          }
        }
        unsafe image += rows.input &* lineBytes
      }
      channel = channel &+ width
    }
  }
}
