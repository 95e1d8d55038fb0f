/// The parameters of a unit in three copies: weights, bias and requantisation pair.
///
/// Copy 0 of weights and bias are the file's own tensors, copy 0 of the pair stands in the hardening table; copies 1 and
/// 2 are a row in each bank. A row's weights lie at the same distance from a multiple of 4 as copy 0 does, so that all
/// three are read in whole words, one aligned load each for four weights.
public struct ReplicaRow {
  private let model: ModelBytes
  private let bank1, bank2: ReplicaBank
  /// Byte offset of the row in either bank.
  private let offset: Int
  private let word: Int
  private let operatorIndex: Int
  private let channel: Int
  private let copy0Pair: QuantizedMultiplier
  /// Copy 0 of the weights: first byte in the file, distance between neighbours.
  private let weights, stride: Int
  /// Number of weights.
  public let weightCount: Int
  /// Copy 0 of the bias in the file; nil where the operator has none.
  private let bias: Int?

  /// Distance of the first weight from a multiple of 4. A scratch row that begins so is written in whole words.
  public var phase: Int { stride == 1 ? weights & 3 : 0 }
  /// Bytes that a scratch row needs, from a multiple of 4 on.
  public var scratchBytes: Int { (phase &+ weightCount &+ 3) & ~3 }

  init(_ unit: ProtectedUnit, offset: UInt32) throws(HardeningError) {
    let tensor = unit.tensor
    let table = tensor.table
    guard let bank1 = table.bank1, let bank2 = table.bank2 else {
      throw HardeningError(.bankMissing, word: HardeningFormat.Header.bankBytes, value: 1)
    }
    let place = unit.word &+ HardeningFormat.UnitEntry.rowOffset
    model = table.model.bytes
    (self.bank1, self.bank2) = (bank1, bank2)
    word = unit.word
    operatorIndex = tensor.operatorIndex
    channel = unit.channel
    copy0Pair = unit.pair
    let found = try? Self.parameters(
      table.model, tensor.operatorIndex, channels: tensor.channels, channel: unit.channel)
    guard let parameters = found ?? nil else {
      throw HardeningError(.modelMismatch, word: unit.word, value: unit.channel)
    }
    (weights, stride, weightCount, bias) = (
      parameters.weights, parameters.stride, parameters.count, parameters.bias
    )
    // A stride of 1 keeps the phase of copy 0; gathered weights begin at a multiple of 4.
    let phase = stride == 1 ? weights & 3 : 0
    let size = 4 &* HardeningFormat.Row.words &+ ((phase &+ weightCount &+ 3) & ~3)
    guard offset <= UInt32(Int32.max), offset & 3 == 0,
      bank1.contains(Int(truncatingIfNeeded: offset), size),
      bank2.contains(Int(truncatingIfNeeded: offset), size)
    else { throw HardeningError(.outsideBank, word: place, value: Int(Int32(bitPattern: offset))) }
    self.offset = Int(truncatingIfNeeded: offset)
  }

  private struct Parameters {
    var weights, stride, count: Int
    var bias: Int?
  }

  /// Copy 0 in the file, nil where the operator has no such parameters. What the kernels check again (quantisation,
  /// options) is not looked at.
  private static func parameters(
    _ model: Model, _ operatorIndex: Int, channels: Int, channel: Int
  ) throws(ModelError) -> Parameters? {
    guard operatorIndex >= 0 else { return nil }
    let node = try Node(model, operatorIndex)
    // DEPTHWISE_CONV_2D holds the channels of a cell side by side; CONV_2D and FULLY_CONNECTED one after the other.
    let isDepthwise = node.code == DepthwiseConv2D.code
    guard isDepthwise || node.code == Conv2D.code || node.code == FullyConnected<TFLM>.code else {
      return nil
    }
    let weights = try node.input(1)
    guard let position = weights.constantPosition, weights.type == .int8, weights.shape.count > 0,
      (isDepthwise ? weights.shape.last : weights.shape[0]) == channels
    else { return nil }
    let count = weights.shape.count / channels
    var place: Int?
    if let bias = try node.optionalInput(2) {
      guard let start = bias.constantPosition, bias.type == .int32, bias.shape.count == channels else {
        return nil
      }
      place = start &+ 4 &* channel
    }
    return Parameters(
      weights: position &+ channel &* (isDepthwise ? 1 : count), stride: isDepthwise ? channels : 1,
      count: count, bias: place)
  }

  /// Words of the row's head in both banks.
  private func head(_ i: Int) throws(HardeningError) -> (UInt32, UInt32) {
    guard let first = bank1.word(opaque(offset), i), let second = bank2.word(opaque(offset), i) else {
      throw HardeningError(.outsideBank, word: word, value: offset)
    }
    return (first, second)
  }

  /// The voted requantisation pair.
  ///
  /// - Throws: `.wrongRow` where both banks name another unit.
  public func pair(_ voter: inout Voter) throws(HardeningError) -> QuantizedMultiplier {
    let expected = HardeningFormat.tag(operatorIndex: operatorIndex, channel: channel)
    let tags = try head(HardeningFormat.Row.tag)
    guard voter.vote(expected, tags.0, tags.1) == expected else {
      throw HardeningError(.wrongRow, word: word, value: channel)
    }
    let multipliers = try head(HardeningFormat.Row.multiplier)
    let shifts = try head(HardeningFormat.Row.shift)
    return QuantizedMultiplier(
      multiplier: Int32(
        bitPattern: voter.vote(UInt32(bitPattern: copy0Pair.multiplier), multipliers.0, multipliers.1)),
      shift: Int32(bitPattern: voter.vote(UInt32(bitPattern: copy0Pair.shift), shifts.0, shifts.1)))
  }

  /// The voted bias; 0 where the operator has none.
  public func bias(_ voter: inout Voter) throws(HardeningError) -> Int32 {
    guard let bias else { return 0 }
    let copies = try head(HardeningFormat.Row.bias)
    guard let copy0 = model.load(bias, as: UInt32.self) else {
      throw HardeningError(.modelMismatch, word: word, value: channel)
    }
    return Int32(bitPattern: voter.vote(copy0, copies.0, copies.1))
  }

  /// Writes the voted weights, in the order of the filter, to `scratch[phase ..< phase + weightCount]`.
  ///
  /// - Parameter scratch: Aligned to 4, at least `scratchBytes` bytes.
  public func weights(_ voter: inout Voter, into scratch: inout MutableSpan<UInt32>) throws(HardeningError) {
    let wrong = HardeningError(.outsideBank, word: word, value: offset)
    guard 4 &* scratch.count >= scratchBytes else { throw wrong }
    let body = offset &+ 4 &* HardeningFormat.Row.words
    let words = scratchBytes / 4
    guard let first = bank1.bytes.span(bank1.start &+ opaque(body), words, of: UInt32.self),
      let second = bank2.bytes.span(bank2.start &+ opaque(body), words, of: UInt32.self)
    else { throw wrong }
    if stride == 1 {
      try streamed(first, second, &voter, &scratch)
    } else {
      try gathered(first, second, &voter, &scratch)
    }
  }

  /// Word by word. The first and the last word may hold bytes of neighbours in copy 0: these are masked.
  private func streamed(
    _ first: Span<UInt32>, _ second: Span<UInt32>, _ voter: inout Voter, _ scratch: inout MutableSpan<UInt32>
  ) throws(HardeningError) {
    let wrong = HardeningError(.modelMismatch, word: word, value: channel)
    let phase = self.phase
    let last = first.count &- 1
    let end = (phase &+ weightCount) & 3
    let headMask = ~(0 as UInt32) &<< UInt32(truncatingIfNeeded: 8 &* phase)
    let tailMask = end == 0 ? ~(0 as UInt32) : ~(~(0 as UInt32) &<< UInt32(truncatingIfNeeded: 8 &* end))
    // A word that the weights do not fill may leave the file: it is put together from the bytes that are there.
    func edge(_ i: Int, _ mask: UInt32) throws(HardeningError) {
      var copy0: UInt32 = 0
      for k in 0..<4 where mask &>> UInt32(truncatingIfNeeded: 8 &* k) & 0xff != 0 {
        guard let byte = model.load(weights &- phase &+ 4 &* i &+ k, as: UInt8.self) else { throw wrong }
        copy0 |= UInt32(byte) &<< UInt32(truncatingIfNeeded: 8 &* k)
      }
      scratch[i] = voter.vote(copy0, first[i] & mask, second[i] & mask)
    }
    guard last > 0 else { return try edge(0, headMask & tailMask) }
    try edge(0, headMask)
    if last > 1 {
      guard let own = model.span(weights &- phase &+ 4, last &- 1, of: UInt32.self) else { throw wrong }
      for i in 1..<last {
        // `own` has last − 1 words, the banks' spans last + 1.
        let (a, b, c) = unsafe (
          own[unchecked: i &- 1], first[unchecked: i], second[unchecked: i]
        )
        scratch[i] = voter.vote(a, b, c)
      }
    }
    try edge(last, tailMask)
  }

  /// Four strided bytes of copy 0 at a time.
  private func gathered(
    _ first: Span<UInt32>, _ second: Span<UInt32>, _ voter: inout Voter, _ scratch: inout MutableSpan<UInt32>
  ) throws(HardeningError) {
    for i in 0..<first.count {
      var copy0: UInt32 = 0
      var mask: UInt32 = 0
      for k in 0..<min(4, weightCount &- 4 &* i) {
        guard let byte = model.load(weights &+ (4 &* i &+ k) &* stride, as: UInt8.self) else {
          throw HardeningError(.modelMismatch, word: word, value: channel)
        }
        copy0 |= UInt32(byte) &<< UInt32(truncatingIfNeeded: 8 &* k)
        mask |= 0xff &<< UInt32(truncatingIfNeeded: 8 &* k)
      }
      scratch[i] = voter.vote(copy0, first[i] & mask, second[i] & mask)
    }
  }
}
