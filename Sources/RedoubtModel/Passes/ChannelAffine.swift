/// y = scale × x + shift per channel, as one MUL, ADD or SUB with a constant computes it.
struct ChannelAffine {
  let input: ValueID
  /// One number per channel, the last dimension of x; nil where it does nothing.
  let scale: [Float]?
  let shift: [Float]?
}

extension Graph {
  /// What an operation does to each channel of its input, any activation left out; nil where it is none of these
  /// operations, or the constant differs inside a channel.
  func channelAffine(_ operation: GraphOperation) -> ChannelAffine? {
    switch operation.kind {
    case is MulKind, is AddKind, is SubKind: break
    default: return nil
    }
    guard operation.inputs.count == 2, let a = operation.inputs[0], let b = operation.inputs[1],
      (self[a].data == nil) != (self[b].data == nil)
    else { return nil }
    let (input, constant) = self[a].data == nil ? (a, b) : (b, a)
    guard let channels = self[input].shape.last, self[input].type == .float32,
      self[operation.outputs[0]].shape == self[input].shape,
      let numbers = self[constant].channelNumbers(channels)
    else { return nil }
    switch operation.kind {
    case is MulKind: return ChannelAffine(input: input, scale: numbers, shift: nil)
    case is AddKind: return ChannelAffine(input: input, scale: nil, shift: numbers)
    default:
      let isNegated = input == b
      return ChannelAffine(
        input: input, scale: isNegated ? [Float](repeating: -1, count: channels) : nil,
        shift: isNegated ? numbers : numbers.map { -$0 })
    }
  }
}

extension Value {
  /// Channels up to which passes keep facts about each: a file of a few bytes can declare tensors of any size.
  static let largestChannelCount = 1 << 20

  /// The elements of a float constant that is one number, or one per element of the last dimension.
  func channelNumbers(_ channels: Int) -> [Float]? {
    guard let elements = data?.floats else { return nil }
    if elements.count == 1 {
      guard channels <= Self.largestChannelCount else { return nil }
      return [Float](repeating: elements[0], count: channels)
    }
    return elements.count == channels && shape.last == channels ? elements : nil
  }
}
