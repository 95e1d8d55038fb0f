/// The metadata entry `redoubt.hardening`, read in place: which units of a model are protected, and where their
/// copies are.
///
/// Holds positions only; every word is checked each time it is used, since the entry may be struck like the rest of
/// the file. Format: docs/hardening-format.md.
public struct HardeningTable {
  let model: Model
  /// Byte position of the entry in the file, and its length.
  let position: Int
  private let byteCount: Int
  /// Entries of the two lists.
  public let tensorCount, unitCount: Int
  /// Bytes that each activation bank must have.
  public let activationBytes: Int
  package let bank1, bank2: ReplicaBank?

  /// Reads the entry of a model whose banks are buffers of the file.
  ///
  /// - Returns: Nil where the model is not hardened.
  /// - Throws: `HardeningError` for an entry or a bank that cannot be used; a damaged list of metadata counts as
  ///   an entry that is no table.
  public init?(_ model: Model) throws(HardeningError) {
    try self.init(model, .inFile)
  }

  /// Reads the entry alone: the table has no rows then.
  init?(entriesOf model: Model) throws(HardeningError) {
    try self.init(model, .leftOut)
  }

  /// Reads the entry of a model whose banks have been put into memories of their own.
  public init?(_ model: Model, bank1: ModelBytes, bank2: ModelBytes) throws(HardeningError) {
    try self.init(model, .apart(ReplicaBank(bank1), ReplicaBank(bank2)))
  }

  /// Where the parameter banks are.
  private enum Banks {
    case inFile
    case apart(ReplicaBank, ReplicaBank)
    case leftOut
  }

  private init?(_ model: Model, _ banks: Banks) throws(HardeningError) {
    guard let data = try Self.entry(model) else { return nil }
    self.model = model
    (position, byteCount) = (data.position, data.count)
    func header(_ i: Int) throws(HardeningError) -> UInt32 {
      guard let word = model.bytes.load(data.position &+ 4 &* i, as: UInt32.self), 4 &* i < data.count else {
        throw HardeningError(.wrongLength, word: i, value: data.count)
      }
      return word
    }
    let magic = try header(Header.magic)
    let version = try header(Header.version)
    guard magic == HardeningFormat.magic, version == HardeningFormat.version else {
      throw HardeningError(
        .notATable, word: magic == HardeningFormat.magic ? Header.version : Header.magic,
        value: Int(Int32(bitPattern: magic == HardeningFormat.magic ? version : magic)))
    }
    // Counts are bounded by the length before they are multiplied.
    tensorCount = Int(truncatingIfNeeded: min(try header(Header.tensorCount), 0xff_ffff))
    unitCount = Int(truncatingIfNeeded: min(try header(Header.unitCount), 0xff_ffff))
    let words =
      Header.words &+ tensorCount &* HardeningFormat.TensorEntry.words
      &+ unitCount &* HardeningFormat.UnitEntry.words
    guard data.count == 4 &* words else {
      throw HardeningError(.wrongLength, word: Header.tensorCount, value: data.count)
    }
    let activations = try header(Header.activationBytes)
    guard activations <= UInt32(Int32.max), activations & 3 == 0 else {
      throw HardeningError(.outsideBank, word: Header.activationBytes, value: Int(Int32.max))
    }
    activationBytes = Int(truncatingIfNeeded: activations)
    let bankBytes = try header(Header.bankBytes)
    guard bankBytes > 0 else {
      (bank1, bank2) = (nil, nil)
      return
    }
    guard bankBytes <= UInt32(Int32.max), bankBytes & 3 == 0 else {
      throw HardeningError(.outsideBank, word: Header.bankBytes, value: Int(Int32.max))
    }
    let identity = try header(Header.identity)
    let first: ReplicaBank
    let second: ReplicaBank
    switch banks {
    case .apart(let one, let two): (first, second) = (one, two)
    case .inFile:
      first = try Self.bank(1, model, buffer: try header(Header.bankBuffer1))
      second = try Self.bank(2, model, buffer: try header(Header.bankBuffer2))
    case .leftOut:
      (bank1, bank2) = (nil, nil)
      return
    }
    try first.check(number: 1, byteCount: Int(truncatingIfNeeded: bankBytes), identity: identity)
    try second.check(number: 2, byteCount: Int(truncatingIfNeeded: bankBytes), identity: identity)
    (bank1, bank2) = (first, second)
  }

  private static func entry(_ model: Model) throws(HardeningError) -> FlatVector? {
    do throws(ModelError) {
      return try model.metadata(named: HardeningFormat.name)
    } catch {
      throw HardeningError(.notATable, word: 0, value: Int(error.value))
    }
  }

  private static func bank(
    _ number: Int, _ model: Model, buffer: UInt32
  ) throws(HardeningError) -> ReplicaBank {
    let word = number == 1 ? HardeningFormat.Header.bankBuffer1 : HardeningFormat.Header.bankBuffer2
    guard buffer > 0, buffer <= UInt32(Int32.max), Int(truncatingIfNeeded: buffer) < model.buffers.count
    else {
      throw HardeningError(.bankMissing, word: word, value: number)
    }
    do throws(ModelError) {
      if let data = try model.bufferData(Int(truncatingIfNeeded: buffer)) { return ReplicaBank(data) }
    } catch {}
    throw HardeningError(.bankMissing, word: word, value: number)
  }

  /// Word `i` of the entry.
  func word(_ i: Int) throws(HardeningError) -> UInt32 {
    guard i >= 0, i < byteCount / 4, let word = model.bytes.load(position &+ 4 &* i, as: UInt32.self) else {
      throw HardeningError(.wrongLength, word: i, value: byteCount)
    }
    return word
  }

  /// Entry `i` of the list of tensors.
  ///
  /// - Throws: Where it names what the model does not have.
  public func tensor(_ i: Int) throws(HardeningError) -> ProtectedTensor { try ProtectedTensor(self, i) }

  /// Bytes of the file that hold the entry.
  package var place: Range<Int> { position..<position &+ byteCount }

  /// Bytes that hold the banks, of the file or of memories of their own; nil where no unit has a row.
  package var bankPlaces: (Range<Int>, Range<Int>)? {
    guard let bank1, let bank2 else { return nil }
    return (bank1.start..<bank1.start &+ bank1.count, bank2.start..<bank2.start &+ bank2.count)
  }

  /// Whether some unit has a row.
  var hasRows: Bool { bank1 != nil }

  /// The entry of a tensor; nil where none of its channels is protected.
  public func entry(ofTensor tensor: Int) throws(HardeningError) -> ProtectedTensor? {
    for i in 0..<tensorCount {
      let place = Header.words &+ i &* HardeningFormat.TensorEntry.words
      if try word(place &+ HardeningFormat.TensorEntry.tensor) == UInt32(truncatingIfNeeded: tensor) {
        return try self.tensor(i)
      }
    }
    return nil
  }

  /// `entry(ofTensor:)` while a model runs.
  @inline(never)
  func protection(ofTensor tensor: Int) throws(ModelError) -> ProtectedTensor? {
    do throws(HardeningError) {
      return try entry(ofTensor: tensor)
    } catch {
      throw ModelError(error)
    }
  }

  /// The entry of an operator's first output.
  func protection(writtenBy node: Node) throws(ModelError) -> ProtectedTensor? {
    guard node.outputCount > 0, let entry = try protection(ofTensor: try node.outputIndex(0)) else {
      return nil
    }
    guard entry.operatorIndex == node.index else {
      throw ModelError(HardeningError(.modelMismatch, word: entry.word, value: entry.tensor))
    }
    return entry
  }

  /// Bytes of scratch memory that an operator needs beside its kernel's, to vote a row; nil where it has no rows.
  func scratchBytes(of node: Node) throws(HardeningError) -> Int? {
    guard node.outputCount > 0, let tensor = try? node.outputIndex(0),
      let entry = try entry(ofTensor: tensor)
    else { return nil }
    for k in 0..<entry.unitCount where try entry.unit(k).scheme.replicatesParameters {
      return try entry.parameters().scratchBytes
    }
    return nil
  }

  /// Reads every entry and every row once, so that whatever is wrong shows at initialisation.
  public func check() throws(HardeningError) {
    var units = 0
    for i in 0..<tensorCount {
      let entry = try tensor(i)
      guard entry.firstUnit == units else {
        throw HardeningError(.outOfRange, word: entry.word, value: entry.firstUnit)
      }
      var last = -1
      for k in 0..<entry.unitCount {
        let unit = try entry.unit(k)
        guard unit.channel > last else {
          throw HardeningError(.outOfRange, word: unit.word, value: unit.channel)
        }
        guard !unit.scheme.replicatesParameters || hasRows else {
          throw HardeningError(.bankMissing, word: unit.word, value: 1)
        }
        last = unit.channel
      }
      if let rows = try ProtectedRows(entry) {
        var voter = Voter()
        _ = try rows.vote(&voter)
      }
      units = units &+ entry.unitCount
    }
    guard units == unitCount else {
      throw HardeningError(.outOfRange, word: Header.unitCount, value: units)
    }
  }

  private typealias Header = HardeningFormat.Header
}
