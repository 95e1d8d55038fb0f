/// A tensor with protected channels, as the hardening table lists it.
public struct ProtectedTensor {
  let table: HardeningTable
  /// Word of the entry where this one begins.
  let word: Int
  /// Position of the operator that writes the tensor; −1 for the network's input.
  public let operatorIndex: Int
  /// Index in the model's tensor list.
  public let tensor: Int
  /// Size of the tensor's last dimension.
  public let channels: Int
  /// Bytes of one channel.
  public let planeBytes: Int
  /// Bytes of one element.
  public let elementBytes: Int
  /// Number of protected channels.
  public let unitCount: Int
  let firstUnit: Int

  /// - Parameter known: The tensor, where the caller has read it.
  init(_ table: HardeningTable, _ i: Int, _ known: Tensor? = nil) throws(HardeningError) {
    typealias Entry = HardeningFormat.TensorEntry
    guard i >= 0, i < table.tensorCount else {
      throw HardeningError(.outOfRange, word: HardeningFormat.Header.tensorCount, value: i)
    }
    let word = HardeningFormat.Header.words &+ i &* Entry.words
    func small(_ k: Int, below limit: Int) throws(HardeningError) -> Int {
      let value = try table.word(word &+ k)
      guard value <= UInt32(Int32.max), Int(truncatingIfNeeded: value) < limit else {
        throw HardeningError(
          .outOfRange, word: word &+ k, value: Int(Int32(bitPattern: value)))
      }
      return Int(truncatingIfNeeded: value)
    }
    self.table = table
    self.word = word
    let model = table.model
    let isInput = try table.word(word &+ Entry.operatorIndex) == HardeningFormat.networkInput
    operatorIndex = isInput ? -1 : try small(Entry.operatorIndex, below: model.operators.count)
    tensor = try small(Entry.tensor, below: model.tensors.count)
    firstUnit = try small(Entry.firstUnit, below: table.unitCount)
    unitCount = try small(Entry.unitCount, below: table.unitCount &- firstUnit &+ 1)
    guard let found = known ?? ((try? Self.find(model, operatorIndex, tensor)) ?? nil) else {
      throw HardeningError(.modelMismatch, word: word, value: tensor)
    }
    channels = found.shape.last
    guard found.index == tensor, found.shape.count > 0, unitCount > 0, unitCount <= channels else {
      throw HardeningError(.modelMismatch, word: word &+ Entry.unitCount, value: unitCount)
    }
    planeBytes = found.byteCount / channels
    elementBytes = found.type.byteCount
  }

  /// The tensor, nil unless the operator writes it.
  private static func find(
    _ model: Model, _ operatorIndex: Int, _ tensor: Int
  ) throws(ModelError) -> Tensor? {
    guard operatorIndex >= 0 else {
      for i in 0..<model.inputs.count where Int(try model.inputs.element(i, as: Int32.self)) == tensor {
        return try model.tensor(tensor)
      }
      return nil
    }
    let node = try Node(model, operatorIndex)
    for i in 0..<node.outputCount where try node.outputIndex(i) == tensor { return try node.output(i) }
    return nil
  }

  /// The entries of the protected channels.
  var units: UnitWords {
    let words =
      HardeningFormat.Header.words &+ table.tensorCount &* HardeningFormat.TensorEntry.words
      &+ firstUnit &* HardeningFormat.UnitEntry.words
    return UnitWords(table.model.bytes, table.position &+ 4 &* words, count: unitCount)
  }

  /// Weights and biases of the operator that writes the tensor; nil for an operator without them.
  func parametersIfAny() throws(HardeningError) -> ChannelParameters? {
    guard operatorIndex >= 0 else { return nil }
    do throws(ModelError) {
      return try ChannelParameters(try Node(table.model, operatorIndex), channels: channels)
    } catch {
      throw HardeningError(.modelMismatch, word: word, value: tensor)
    }
  }

  /// Weights and biases of the operator that writes the tensor.
  func parameters() throws(HardeningError) -> ChannelParameters {
    guard let parameters = try parametersIfAny() else {
      throw HardeningError(.modelMismatch, word: word, value: tensor)
    }
    return parameters
  }

  /// Whether a channel is computed three times.
  var hasReplicatedComputation: Bool { table.activationBytes > 0 && hasScheme(4) }

  /// Whether a channel has a row.
  var hasRow: Bool { hasScheme(1) }

  /// Whether a channel has one of these schemes.
  func hasScheme(_ bits: UInt32) -> Bool {
    guard let words = units.words else { return false }
    for k in 0..<unitCount where words[k &* HardeningFormat.UnitEntry.words] & bits &<< 24 != 0 {
      return true
    }
    return false
  }

  /// Protected channel `k`, in ascending order of channels.
  public func unit(_ k: Int) throws(HardeningError) -> ProtectedUnit { try ProtectedUnit(self, k) }

  /// The protected unit of a channel; nil where it is not protected. Halves the list: channels are ascending.
  public func unit(ofChannel channel: Int) throws(HardeningError) -> ProtectedUnit? {
    var (low, high) = (0, unitCount)
    while low < high {
      let middle = (low &+ high) / 2
      let unit = try self.unit(middle)
      if unit.channel == channel { return unit }
      if unit.channel < channel { low = middle &+ 1 } else { high = middle }
    }
    return nil
  }
}
