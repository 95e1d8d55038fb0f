/// A protected channel: its scheme, and copy 0 of what its scheme keeps in the table.
public struct ProtectedUnit {
  let tensor: ProtectedTensor
  /// Word of the entry where this one begins.
  let word: Int
  /// Position among the tensor's protected channels.
  public let index: Int
  /// Index along the tensor's last dimension, 0 ..< `channels` of the tensor.
  public let channel: Int
  /// Never empty.
  public let scheme: HardeningScheme
  /// Copy 0 of the requantisation pair; zeros for a unit without weights.
  public let pair: QuantizedMultiplier
  /// Byte offset in either activation bank of the unit's plane, its cells one after the other; nil where its scheme does
  /// not replicate activations.
  public let planeOffset: Int?
  /// Byte offset in either parameter bank of the unit's row; `HardeningFormat.absent` where it has none.
  package let rowOffset: UInt32

  init(_ tensor: ProtectedTensor, _ k: Int) throws(HardeningError) {
    typealias Entry = HardeningFormat.UnitEntry
    let table = tensor.table
    guard k >= 0, k < tensor.unitCount else {
      throw HardeningError(.outOfRange, word: tensor.word, value: k)
    }
    let word =
      HardeningFormat.Header.words &+ table.tensorCount &* HardeningFormat.TensorEntry.words
      &+ (tensor.firstUnit &+ k) &* Entry.words
    let first = try table.word(word &+ Entry.channelAndScheme)
    let channel = Int(truncatingIfNeeded: first & 0xff_ffff)
    let code = UInt8(truncatingIfNeeded: first &>> 24)
    guard channel < tensor.channels else { throw HardeningError(.outOfRange, word: word, value: channel) }
    guard let scheme = HardeningScheme(rawValue: code), scheme != .empty else {
      throw HardeningError(.unknownScheme, word: word, value: Int(code))
    }
    let row = try table.word(word &+ Entry.rowOffset)
    let plane = try table.word(word &+ Entry.planeOffset)
    guard (row != HardeningFormat.absent) == scheme.replicatesParameters else {
      throw HardeningError(
        .outsideBank, word: word &+ Entry.rowOffset, value: Int(Int32(bitPattern: row)))
    }
    rowOffset = row
    if scheme.replicatesActivations {
      guard plane <= UInt32(Int32.max), tensor.planeBytes <= table.activationBytes,
        Int(truncatingIfNeeded: plane) <= table.activationBytes &- tensor.planeBytes
      else {
        throw HardeningError(
          .outsideBank, word: word &+ Entry.planeOffset, value: Int(Int32(bitPattern: plane)))
      }
      planeOffset = Int(truncatingIfNeeded: plane)
    } else {
      guard plane == HardeningFormat.absent else {
        throw HardeningError(
          .outsideBank, word: word &+ Entry.planeOffset, value: Int(Int32(bitPattern: plane)))
      }
      planeOffset = nil
    }
    self.tensor = tensor
    self.word = word
    self.index = k
    self.channel = channel
    self.scheme = scheme
    pair = QuantizedMultiplier(
      multiplier: Int32(bitPattern: try table.word(word &+ Entry.multiplier)),
      shift: Int32(bitPattern: try table.word(word &+ Entry.shift)))
  }

  /// The unit's parameters with all their copies; nil where its scheme does not replicate them.
  public func row() throws(HardeningError) -> ReplicaRow? {
    guard scheme.replicatesParameters else { return nil }
    return try ReplicaRow(self, offset: rowOffset)
  }
}
