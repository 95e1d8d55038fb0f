import RedoubtIntrinsics

/// FULLY_CONNECTED with two multiply-accumulates in one instruction: the input is expanded to 16 bits once and meets each
/// output channel's weights as they lie in the file.
///
/// Gives the reference kernel's bytes, rounded twice, for every operand.
@unsafe package enum DualMacFullyConnected {
  /// Scratch bytes: the channel table, one entry where all channels share one scale, and the expanded input.
  package static func scratchBytes(depth: Int, channels: Int) -> Int {
    channels &* ChannelTable.bytesPerChannel &+ (depth &+ 3) / 4 &* 8
  }

  /// - Parameters:
  ///   - bias: One per channel, or none.
  ///   - scratch: `scratchBytes`.
  @inline(never)
  package static func run(
    _ p: FullyConnectedParameters, _ input: Span<Int8>, _ weights: Span<Int8>, _ bias: Span<Int32>,
    _ scratch: inout MutableSpan<Int32>, _ output: inout MutableSpan<Int8>
  ) throws(ModelError) {
    let (depth, channels) = (p.weights.shape[1], p.weights.shape[0])
    let table = unsafe ChannelTable(
      unsafeEntries: scratch.unsafeStart, zeroPoint: p.outputZeroPoint, range: p.range)
    if let scales = p.perChannel {
      try scales.fill(table, Span(), products: depth)
    } else {
      table.set(0, bias: 0, p.perTensor, products: depth)
    }
    let entryStep = p.perChannel == nil ? 0 : 1
    let line = unsafe UnsafeMutableRawPointer(table.entries + (p.perChannel?.channels ?? 1))
      .assumingMemoryBound(to: UInt32.self)
    let (offsets, weightOffsets) = (redoubt_both_lanes(p.inputOffset), redoubt_both_lanes(p.weightOffset))
    let biasStep = bias.isEmpty ? 0 : 1
    var (source, place) = unsafe (input.unsafeStart, output.unsafeStart)
    for _ in 0..<p.batches {
      unsafe redoubt_expand_to_row(line, source, depth, offsets)
      var entry = unsafe UnsafePointer(table.entries)
      var row = unsafe weights.unsafeStart
      var channelBias = unsafe bias.unsafeStart
      for _ in 0..<channels {
        let sum = unsafe redoubt_dot_row(line, row, depth, weightOffsets)
        unsafe table.store(sum, bias: biasStep == 0 ? 0 : channelBias.pointee, entry, to: place)
        unsafe channelBias += biasStep
        unsafe entry += entryStep
        unsafe row += depth
        unsafe place += 1
      }
      unsafe source += depth
    }
  }
}
