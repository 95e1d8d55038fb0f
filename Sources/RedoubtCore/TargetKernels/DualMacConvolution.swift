import RedoubtIntrinsics

/// CONV_2D with two multiply-accumulates in one instruction: the inputs of four output pixels are expanded to 16 bits
/// into a column, on which each output channel's weights, read once from the file, make four dot products.
///
/// Gives the reference kernel's bytes for every operand.
package enum DualMacConvolution {
  /// Output pixels of a column.
  private static let pixels = 4

  /// Channels whose sums are kept before they are requantised.
  private static let blockChannels = 32

  /// Scratch bytes: the channel table, the sums of a block of channels, the column, a line of gathered inputs.
  package static func scratchBytes(filterCount count: Int, channels: Int) -> Int {
    channels &* ChannelTable.bytesPerChannel &+ blockChannels &* 16 &+ (count &+ 3) / 4 &* 36
  }

  /// The inputs of one output pixel and one group: where filter elements meet them, and where they go.
  @safe private struct Patch {
    let rows, columns: WindowAxis
    /// Elements from one input pixel to the next, and those of the group among them.
    let depth, filterDepth: Int
    let offsets: UInt32
    /// Behind the origins whose windows lie inside the input, of columns and of rows.
    let innerEnd, innerBottom: Int
    /// The zero point as four bytes: what stands in the padding.
    var padding: UInt32
    /// Where bytes are gathered before they are expanded.
    let line: UnsafeMutablePointer<Int8>

    /// Expands the patch at an output position.
    ///
    /// - Parameters:
    ///   - input: First element of the group in the image's first pixel.
    ///   - column: The pixel's lane.
    @inline(never)
    mutating func expand(
      _ input: UnsafePointer<Int8>, y: Int, x: Int, to column: UnsafeMutablePointer<UInt32>
    ) {
      let (top, left) = (rows.origin(y), columns.origin(x))
      // Most windows lie inside the input; the others cost two divisions.
      let isInner = left >= 0 && left < innerEnd
      let taps = isInner ? 0..<columns.filter : columns.elementsOutOfLine(from: left)
      // Whole words go straight to the column; other counts are gathered first.
      let isWhole = filterDepth & 3 == 0
      let isContiguous = columns.dilation == 1 && filterDepth == depth
      var target = unsafe column
      var byte = unsafe line
      if isInner, isContiguous, top >= 0, top < innerBottom {
        let count = columns.filter &* filterDepth
        let step = rows.dilation &* columns.input &* depth
        var source = unsafe input + (top &* columns.input &+ left) &* depth
        for _ in 0..<rows.filter {
          if isWhole {
            unsafe redoubt_expand_to_column(target, source, 4, count &>> 2, offsets)
            unsafe target += count &* 2
          } else {
            unsafe redoubt_gather(byte, source, 1, count)
            unsafe byte += count
          }
          unsafe source += step
        }
        if !isWhole { unsafe expandLine(to: column) }
        return
      }
      unsafe withUnsafePointer(to: &padding) { word in
        let pad = unsafe UnsafeRawPointer(word).assumingMemoryBound(to: Int8.self)
        var row = top
        for _ in 0..<rows.filter {
          let isInside = row >= 0 && row < rows.input
          let (lower, upper) =
            isInside ? (taps.lowerBound, taps.upperBound) : (columns.filter, columns.filter)
          var tap = 0
          while tap < columns.filter {
            let isPadding = tap < lower || tap >= upper
            let end = tap < lower ? lower : tap >= upper ? columns.filter : isContiguous ? upper : tap &+ 1
            let count = (end &- tap) &* filterDepth
            let place = (row &* columns.input &+ left &+ tap &* columns.dilation) &* depth
            let source = unsafe isPadding ? pad : input + place
            if isWhole {
              unsafe redoubt_expand_to_column(target, source, isPadding ? 0 : 4, count &>> 2, offsets)
              unsafe target += count &* 2
            } else {
              unsafe redoubt_gather(byte, source, isPadding ? 0 : 1, count)
              unsafe byte += count
            }
            tap = end
          }
          row = row &+ rows.dilation
        }
      }
      if !isWhole { unsafe expandLine(to: column) }
    }

    /// Expands what has been gathered.
    @inline(__always)
    private func expandLine(to column: UnsafeMutablePointer<UInt32>) {
      let groups = (rows.filter &* columns.filter &* filterDepth &+ 3) &>> 2
      unsafe redoubt_expand_to_column(column, line, 4, groups, offsets)
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
    let (rows, columns) = (p.window.rows, p.window.columns)
    let (depth, filterDepth, channels) = (p.input.shape[3], p.weights.shape[3], p.scales.channels)
    let count = rows.filter &* columns.filter &* filterDepth
    let groups = depth / filterDepth
    let channelsPerGroup = channels / groups
    let table = unsafe ChannelTable(
      unsafeEntries: scratch.unsafeStart, zeroPoint: p.outputZeroPoint, range: p.range)
    let isFast = try p.scales.fill(table, bias, products: count, &selection)
    let sums = unsafe UnsafeMutableRawPointer(table.entries + channels).assumingMemoryBound(
      to: redoubt_four_sums.self)
    let column = unsafe UnsafeMutableRawPointer(sums + blockChannels).assumingMemoryBound(to: UInt32.self)
    let line = unsafe UnsafeMutableRawPointer(column + (count &+ 3) / 4 &* 8).assumingMemoryBound(
      to: Int8.self)
    var patch = unsafe Patch(
      rows: rows, columns: columns, depth: depth, filterDepth: filterDepth,
      offsets: redoubt_both_lanes(p.inputOffset),
      innerEnd: columns.input &- (columns.filter &- 1) &* columns.dilation,
      innerBottom: rows.input &- (rows.filter &- 1) &* rows.dilation,
      padding: UInt32(truncatingIfNeeded: (0 &- p.inputOffset) & 0xff) &* 0x0101_0101, line: line)
    let isPointwise = rows.filter &* columns.filter == 1 && filterDepth & 3 == 0
    let total = rows.output &* columns.output
    // The last four pixels may overlap those before: a result computed twice is the same.
    let block = total >= pixels ? pixels : 1
    var (image, result) = unsafe (input.unsafeStart, output.unsafeStart)
    for _ in 0..<p.input.shape[0] {
      for group in 0..<groups {
        var next = 0
        while next < total {
          let first = min(next, total &- block)
          for lane in 0..<pixels {
            let pixel = first &+ (block == 1 ? 0 : lane)
            let y = pixel / columns.output
            let x = pixel &- y &* columns.output
            let source = unsafe image + group &* filterDepth
            if isPointwise {
              let place = (rows.origin(y) &* columns.input &+ columns.origin(x)) &* depth
              unsafe redoubt_expand_to_column(column + lane, source + place, 4, count &>> 2, patch.offsets)
            } else {
              unsafe patch.expand(source, y: y, x: x, to: column + lane)
            }
          }
          var channel = group &* channelsPerGroup
          let end = channel &+ channelsPerGroup
          while channel < end {
            var some = min(blockChannels, end &- channel)
            if !S.isWhole {
              let next = selection.next(from: channel, below: end)
              if next.isEmpty { break }
              channel = next.lowerBound
              some = min(blockChannels, next.count)
            }
            let filter = unsafe weights.unsafeStart + (channel &- selection.origin) &* count
            unsafe redoubt_dot_columns(sums, some, column, filter, count)
            let entry = unsafe table.entries + channel
            let place = unsafe result + (first &* channels &+ channel)
            let step = block == 1 ? 0 : channels
            unsafe table.store(sums, some, isFast: isFast, entry, to: place, step: step)
            channel = channel &+ some
          }
          next = next &+ block
        }
      }
      unsafe image += rows.input &* columns.input &* depth
      unsafe result += total &* channels
    }
  }

  /// Computes listed channels, each into its plane.
  ///
  /// - Returns: False for groups, where an entry is not fast, and where the window's lines do not fit into the scratch memory.
  @inline(__always)
  static func run(
    _ p: ConvolutionParameters, _ input: Span<Int8>, _ weights: Span<Int8>, _ bias: Span<Int32>,
    listed planes: ReplicatedPlanes, _ scratch: inout MutableSpan<Int32>
  ) throws(ModelError) -> Bool {
    let (rows, columns) = (p.window.rows, p.window.columns)
    let (depth, filterDepth, channels) = (p.input.shape[3], p.weights.shape[3], p.scales.channels)
    let lineBytes = columns.filter &* filterDepth
    let columnBytes = redoubt_listed_column_bytes(rows.filter, lineBytes)
    guard depth == filterDepth, rows.filter <= REDOUBT_MOST_LINES,
      channels &* ChannelTable.bytesPerChannel &+ columnBytes &+ lineBytes <= scratch.count &* 4
    else { return false }
    let table = unsafe ChannelTable(
      unsafeEntries: scratch.unsafeStart, zeroPoint: p.outputZeroPoint, range: p.range)
    guard try p.scales.fill(table, bias, products: rows.filter &* lineBytes, listed: planes) else {
      return false
    }
    let column = unsafe UnsafeMutableRawPointer(table.entries + channels)
    var (height, width) = (redoubt_window_axis(rows), redoubt_window_axis(columns))
    if rows.filter == 1, columns.filter == 1, rows.stride == 1, columns.stride == 1 {
      // An image of single pixels is one line.
      width.input = rows.input &* columns.input
      (width.output, height.output, height.input) = (width.input, 1, 1)
    }
    let listed = unsafe redoubt_listed_convolution(
      list: planes.list, entries: table.entries, weights: weights.unsafeStart, rows: height, columns: width,
      depth: depth, filter_depth: filterDepth,
      offsets: redoubt_both_lanes(p.inputOffset), column: column.assumingMemoryBound(to: UInt32.self),
      line: (column + columnBytes).assumingMemoryBound(to: Int8.self), line_bytes: lineBytes,
      line_words: columnBytes / 4 / rows.filter)
    for batch in 0..<p.input.shape[0] {
      unsafe withUnsafePointer(to: listed) { c in
        unsafe redoubt_convolve_listed(
          c, input.unsafeStart + batch &* rows.input &* columns.input &* depth,
          batch &* rows.output &* columns.output)
      }
    }
    return true
  }
}

extension redoubt_window_axis {
  fileprivate init(_ axis: WindowAxis) {
    self.init(
      input: axis.input, filter: axis.filter, stride: axis.stride, dilation: axis.dilation,
      output: axis.output,
      padding: axis.padding)
  }
}
