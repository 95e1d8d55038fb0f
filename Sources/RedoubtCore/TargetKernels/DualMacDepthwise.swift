import RedoubtIntrinsics

/// DEPTHWISE_CONV_2D for four neighbouring channels at a time: their inputs are one word of memory, expanded to 16 bits
/// by two instructions, and each product is accumulated by one.
///
/// Gives the reference kernel's bytes for every operand.
package enum DualMacDepthwise {
  /// Channels that are computed together.
  private static let lanes = 4

  /// Scratch bytes: the channel table, the expanded weights of four channels, and four sums.
  package static func scratchBytes(taps: Int, channels: Int) -> Int {
    channels &* ChannelTable.bytesPerChannel &+ taps &* 8 &+ 16
  }

  /// One of the two axes of the image, and what a step along it means in memory.
  private struct Axis {
    let window: WindowAxis
    /// Bytes from a pixel to the next in input and output, elements in the filter.
    let inputStep, outputStep, filterStep: Int

    init(_ window: WindowAxis, inputStep: Int, outputStep: Int, filterStep: Int) {
      self.window = window
      self.inputStep = inputStep
      self.outputStep = outputStep
      self.filterStep = filterStep
    }
  }

  /// - Parameters:
  ///   - weights: From the selection's origin on.
  ///   - bias: One per channel from the selection's origin on, or none.
  ///   - scratch: `scratchBytes`.
  @inline(never)
  package static func run<S: ChannelSelection>(
    _ p: ConvolutionParameters, _ input: Span<Int8>, _ weights: Span<Int8>, _ bias: Span<Int32>,
    _ selection: inout S, _ scratch: inout MutableSpan<Int32>, _ output: inout MutableSpan<Int8>
  ) throws(ModelError) {
    let (depth, channels) = (p.input.shape[3], p.scales.channels)
    let table = unsafe ChannelTable(
      unsafeEntries: scratch.unsafeStart, zeroPoint: p.outputZeroPoint, range: p.range)
    let taps = p.window.rows.filter &* p.window.columns.filter
    _ = try p.scales.fill(table, bias, products: taps, &selection)
    let filter = unsafe UnsafeMutableRawPointer(table.entries + channels).assumingMemoryBound(to: UInt32.self)
    let sums = unsafe UnsafeMutableRawPointer(filter + 2 &* taps).assumingMemoryBound(
      to: redoubt_four_sums.self)
    // Neighbouring pixels along the longer axis are computed in one go, except at its two ends.
    var outer = Axis(
      p.window.rows, inputStep: p.window.columns.input &* depth,
      outputStep: p.window.columns.output &* channels,
      filterStep: p.window.columns.filter)
    var inner = Axis(p.window.columns, inputStep: depth, outputStep: channels, filterStep: 1)
    if outer.window.output > inner.window.output { (outer, inner) = (inner, outer) }
    let (lineStep, tapStep) = (
      outer.window.dilation &* outer.inputStep, inner.window.dilation &* inner.inputStep
    )
    // The first inner position behind those whose windows lie inside the input.
    let extent = (inner.window.filter &- 1) &* inner.window.dilation &+ 1
    let innerEnd = min(
      inner.window.output, (inner.window.input &- extent &+ inner.window.padding) / inner.window.stride &+ 1)
    let multiplier = channels / depth
    // Channels that do not come in fours, or share an input, go one by one, in the first lane.
    var width = multiplier == 1 && channels & 3 == 0 ? lanes : 1
    let filterChannels = selection.filterChannels(channels)
    let offsets = redoubt_both_lanes(p.inputOffset)
    let images = p.input.shape[0]
    var channel = 0
    while channel < channels {
      if !S.isWhole {
        let next = selection.next(from: channel, below: channels)
        if next.isEmpty { break }
        channel = next.lowerBound
        width = multiplier == 1 && channels & 3 == 0 && next.count >= lanes ? lanes : 1
      }
      let entry = unsafe UnsafePointer(table.entries + channel)
      var tap = unsafe filter
      for a in 0..<outer.window.filter {
        for b in 0..<inner.window.filter {
          let place =
            (a &* outer.filterStep &+ b &* inner.filterStep) &* filterChannels &+ channel &- selection.origin
          let bytes = unsafe redoubt_load_some(weights.unsafeStart + place, width)
          unsafe tap[0] = redoubt_even_lanes(0, bytes)
          unsafe tap[1] = redoubt_odd_lanes(0, bytes)
          unsafe tap += 2
        }
      }
      let isFast = unsafe width == lanes && table.areFast(entry)
      var image = unsafe input.unsafeStart + channel / multiplier
      var result = unsafe output.unsafeStart + channel
      // Bytes from a channel to the next: 1, for the origin of all channels is 0. Said in this way, because it makes the
      // compiler keep what the loop over pixels needs in registers; a plain 1 costs keyword spotting one instruction in a
      // hundred.
      var spread = 1
      if S.isWhole { spread = selection.origin &+ 1 }
      for _ in 0..<images {
        for a in 0..<outer.window.output {
          let origin = outer.window.origin(a)
          let rows = outer.window.elements(from: origin)
          let line = unsafe image + (origin &+ rows.lowerBound &* outer.window.dilation) &* outer.inputStep
          var place = unsafe result + a &* outer.outputStep
          var b = 0
          while b < inner.window.output {
            let start = inner.window.origin(b)
            let columns = inner.window.elements(from: start)
            let (lower, count) = (columns.lowerBound, columns.upperBound &- columns.lowerBound)
            let pixels = isFast && count == inner.window.filter ? max(1, innerEnd &- b) : 1
            let source = unsafe line + (start &* inner.inputStep &+ lower &* tapStep)
            let first = unsafe filter + 2 &* (rows.lowerBound &* inner.window.filter &+ lower)
            let (skip, height) = (inner.window.filter &- count, rows.upperBound &- rows.lowerBound)
            if width == 1 {
              let sum = unsafe redoubt_add_channel_taps(
                source, tapStep, lineStep, first, skip, height, count, p.inputOffset)
              unsafe table.store(sum, entry, to: place)
            } else if count > 0, height > 0 {
              unsafe redoubt_depthwise_pixels(
                pixels, source, inner.window.stride &* inner.inputStep, tapStep, lineStep, first, skip,
                height,
                count, offsets, entry, isFast ? nil : sums, place, inner.outputStep, spread)
            } else {
              // A dilated window can miss the input altogether.
              unsafe sums.pointee = redoubt_four_sums()
            }
            if width != 1, !isFast || count == 0 || height == 0 {
              unsafe table.store(sums.pointee.first, entry, to: place)
              unsafe table.store(sums.pointee.second, entry + 1, to: place + spread)
              unsafe table.store(sums.pointee.third, entry + 2, to: place + 2 &* spread)
              unsafe table.store(sums.pointee.fourth, entry + 3, to: place + 3 &* spread)
            }
            unsafe place += pixels &* inner.outputStep
            b = b &+ pixels
          }
        }
        unsafe image += p.window.rows.input &* p.window.columns.input &* depth
        unsafe result += p.window.rows.output &* p.window.columns.output &* channels
      }
      channel = channel &+ width
    }
  }

  /// Computes listed channels, each into its plane: three by three taps next to each other, a stride of 1 or 2 along lines.
  ///
  /// - Returns: False for other windows, and where an entry is not fast.
  @inline(__always)
  static func run(
    _ p: ConvolutionParameters, _ input: Span<Int8>, _ weights: Span<Int8>, _ bias: Span<Int32>,
    listed planes: ReplicatedPlanes, _ scratch: inout MutableSpan<Int32>
  ) throws(ModelError) -> Bool {
    let (rows, columns) = (p.window.rows, p.window.columns)
    let channels = p.scales.channels
    // The longer axis is the line.
    var outer = redoubt_depthwise_axis(
      rows, inputStep: columns.input &* channels, outputStep: columns.output, weightStep: 3 &* channels)
    var inner = redoubt_depthwise_axis(columns, inputStep: channels, outputStep: 1, weightStep: channels)
    if rows.output > columns.output { (outer, inner) = (inner, outer) }
    guard p.input.shape[3] == channels, rows.filter == 3, columns.filter == 3, rows.dilation == 1,
      columns.dilation == 1, inner.stride <= 2, outer.input >= 3, inner.output <= 1 &<< 15
    else { return false }
    let table = unsafe ChannelTable(
      unsafeEntries: scratch.unsafeStart, zeroPoint: p.outputZeroPoint, range: p.range)
    guard try p.scales.fill(table, bias, products: 9, listed: planes) else { return false }
    let listed = unsafe redoubt_listed_depthwise(
      list: planes.list, entries: table.entries, weights: weights.unsafeStart, offset: p.inputOffset,
      outer: outer,
      inner: inner)
    for batch in 0..<p.input.shape[0] {
      unsafe withUnsafePointer(to: listed) { d in
        unsafe redoubt_depthwise_listed(
          d, input.unsafeStart + batch &* rows.input &* columns.input &* channels,
          batch &* rows.output &* columns.output)
      }
    }
    return true
  }
}

extension redoubt_depthwise_axis {
  fileprivate init(_ axis: WindowAxis, inputStep: Int, outputStep: Int, weightStep: Int) {
    self.init(
      input: axis.input, output: axis.output, stride: axis.stride, padding: axis.padding,
      input_step: inputStep,
      output_step: outputStep, weight_step: weightStep)
  }
}
