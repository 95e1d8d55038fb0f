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
    for _ in 0..<p.batches {
      unsafe redoubt_expand_to_row(line, source, depth, redoubt_both_lanes(p.inputOffset))
      // An offset of the weights adds the same to every channel.
      let common =
        p.weightOffset == 0
        ? 0 : p.weightOffset &* (unsafe redoubt_sum_lanes(line, (depth &+ 3) &>> 2))
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

  /// Computes listed channels, each into its plane.
  ///
  /// - Returns: False where an entry is not fast, or a sum too large for it.
  @inline(__always)
  static func run(
    _ p: FullyConnectedParameters, _ input: Span<Int8>, _ weights: Span<Int8>, _ bias: Span<Int32>,
    listed planes: ReplicatedPlanes, _ scratch: inout MutableSpan<Int32>
  ) throws(ModelError) -> Bool {
    let depth = p.weights.shape[1]
    let table = unsafe ChannelTable(
      unsafeEntries: scratch.unsafeStart, zeroPoint: p.outputZeroPoint, range: p.range)
    let isFast =
      if let scales = p.perChannel {
        try scales.fill(table, nil, products: depth, listed: planes)
      } else {
        table.set(0, bias: nil, p.perTensor, products: depth)
      }
    guard isFast else { return false }
    let sums = unsafe UnsafeMutableRawPointer(table.entries + (p.perChannel?.channels ?? 1))
      .assumingMemoryBound(to: Int32.self)
    let line = unsafe UnsafeMutableRawPointer(sums + blockChannels).assumingMemoryBound(to: UInt32.self)
    for batch in 0..<p.batches {
      unsafe redoubt_expand_to_row(
        line, input.unsafeStart + batch &* depth, depth, redoubt_both_lanes(p.inputOffset))
      let common =
        p.weightOffset == 0
        ? 0 : p.weightOffset &* (unsafe redoubt_sum_lanes(line, (depth &+ 3) &>> 2))
      let listed = unsafe redoubt_listed_rows(
        list: planes.list, entries: table.entries, entry_step: p.perChannel == nil ? 0 : 1,
        weights: weights.unsafeStart, depth: depth, biases: bias.isEmpty ? nil : bias.unsafeStart, row: line,
        common: common, sums: sums, most: blockChannels)
      guard unsafe withUnsafePointer(to: listed, { unsafe redoubt_multiply_listed($0, batch) }) else {
        return false
      }
    }
    return true
  }
}
