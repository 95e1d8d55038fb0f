import RedoubtIntrinsics

/// FULLY_CONNECTED with two multiply-accumulates in one instruction: the input is expanded to 16 bits once and meets each
/// output channel's weights as they lie in the file.
///
/// Gives the reference kernel's bytes, rounded twice, for every operand.
package enum DualMacFullyConnected {
  /// Channels whose sums are kept before they are requantised.
  private static let blockChannels = 32

  /// Scratch bytes: the sums of a block of channels, the channel table (one entry where all channels share one scale), and
  /// the expanded input.
  package static func scratchBytes(depth: Int, channels: Int) -> Int {
    blockChannels &* 4 &+ channels &* ChannelTable.bytesPerChannel &+ (depth &+ 3) / 4 &* 8
  }

  /// - Parameters:
  ///   - weights: From the selection's origin on.
  ///   - bias: One per channel from the selection's origin on, or none.
  ///   - scratch: `scratchBytes`.
  @inline(never)
  package static func run<S: ChannelSelection>(
    _ p: FullyConnectedParameters, _ input: Span<Int8>, _ weights: Span<Int8>, _ bias: Span<Int32>,
    _ selection: inout S, _ scratch: inout MutableSpan<Int32>, _ output: inout MutableSpan<Int8>
  ) throws(ModelError) {
    let (depth, channels) = (p.weights.shape[1], p.weights.shape[0])
    let table = unsafe ChannelTable(
      unsafeEntries: scratch.unsafeStart, zeroPoint: p.outputZeroPoint, range: p.range)
    if let scales = p.perChannel {
      _ = try scales.fill(table, nil, products: depth, &selection)
    } else {
      _ = table.set(0, bias: nil, selection.sharedPair ?? p.perTensor, products: depth)
    }
    let entryStep = p.perChannel == nil ? 0 : 1
    let sums = unsafe UnsafeMutableRawPointer(table.entries + (p.perChannel?.channels ?? 1))
      .assumingMemoryBound(to: Int32.self)
    let line = unsafe UnsafeMutableRawPointer(sums + blockChannels).assumingMemoryBound(to: UInt32.self)
    let rowEntries = entryStep == 0 ? blockChannels : 1
    var (source, place) = unsafe (input.unsafeStart, output.unsafeStart)
    for batch in 0..<p.batches {
      unsafe redoubt_expand_to_row(line, source, depth, redoubt_both_lanes(p.inputOffset))
      // An offset of the weights adds the same to every channel.
      let common =
        p.weightOffset == 0
        ? 0 : p.weightOffset &* (unsafe redoubt_sum_lanes(line, (depth &+ 3) &>> 2))
      if let list = unsafe selection.list {
        let listed = unsafe redoubt_listed_rows(
          list: list, entries: table.entries, entry_step: entryStep, weights: weights.unsafeStart,
          depth: depth,
          biases: bias.isEmpty ? nil : bias.unsafeStart, row: line, common: common)
        unsafe store(listed, cell: batch, sums, table)
        unsafe source += depth
        continue
      }
      var entry = unsafe UnsafePointer(table.entries)
      var channel = 0
      while channel < channels {
        var some = min(blockChannels, channels &- channel)
        if !S.isWhole {
          let next = selection.next(from: channel, below: channels)
          unsafe place += next.lowerBound &- channel
          unsafe entry += entryStep &* (next.lowerBound &- channel)
          channel = next.lowerBound
          if next.isEmpty { break }
          some = min(blockChannels, next.count)
        }
        let first = channel &- selection.origin
        unsafe redoubt_dot_rows(sums, some, line, weights.unsafeStart + first &* depth, depth, common)
        var i = 0
        while i < some {
          let count = unsafe table.storeRows(
            sums + i,
            bias.isEmpty ? redoubt_no_bias() : bias.unsafeStart + (first &+ i),
            bias.isEmpty ? 0 : 1, min(rowEntries, some &- i), entry, to: place)
          unsafe entry += entryStep
          unsafe place += count
          i = i &+ count
        }
        channel = channel &+ some
      }
      unsafe source += depth
    }
  }

  /// Meets the listed channels with a row of the input.
  @inline(__always)
  private static func store(
    _ listed: redoubt_listed_rows, cell: Int, _ sum: UnsafeMutablePointer<Int32>, _ table: ChannelTable
  ) {
    unsafe withUnsafePointer(to: listed) { r in
      var next: UnsafePointer<UInt32>? = unsafe listed.list.units
      while let unit = unsafe next, let slow = unsafe redoubt_multiply_listed(r, unit, cell, sum) {
        let entry = unsafe table.entries + redoubt_listed_channel(slow) &* listed.entry_step
        _ = unsafe table.storeRows(
          sum, redoubt_no_bias(), 0, 1, entry, to: redoubt_listed_plane(listed.list, slow) + cell)
        unsafe next = slow + HardeningFormat.UnitEntry.words
      }
    }
  }
}
