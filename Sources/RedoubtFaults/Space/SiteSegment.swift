import RedoubtBoards

/// Sites that differ only in element and bit: a run of bytes of one owner at one step, or a register of one operator.
public struct SiteSegment: Hashable, Sendable {
  /// Where the elements lie.
  public enum Kind: Hashable, Sendable {
    /// Bytes of the model file, changed before a step.
    case file(step: Int)
    /// Bytes of the arena, changed before a step.
    case arena(step: Int)
    /// Words of derived multipliers and shifts in scratch memory.
    case derivedPairs
    case register(VirtualRegister)
    /// Whole units of an operator.
    case units
  }

  /// The target that its sites count for.
  public let target: FaultTarget
  /// Where the elements lie.
  public let kind: Kind
  /// Index in the space's regions.
  public let region: Int
  /// First byte in file or arena.
  public let firstByte: Int
  /// Bytes, iterations or units.
  public let elementCount: Int
  /// Bytes of an element: 4 for a register; 1 for a unit, and for bytes that are no whole elements of their owner.
  public let elementBytes: Int
  /// Sites of an element: each of its bits, or 1 for a unit.
  public let bitsPerElement: Int
  /// The step that is struck; nil for what is permanent.
  public let step: Int?
  /// False where the strike is masked by construction.
  public let isLive: Bool
  /// Who owns the bytes; nil for registers and units.
  public let owner: MemoryOwner?
  /// Bytes between the owner's first byte and the segment's.
  public let ownerOffset: Int
  /// The operator that the sites count for; nil for none.
  public let operatorIndex: Int?

  /// Sites.
  public var siteCount: Int { elementCount * bitsPerElement }

  init(
    _ target: FaultTarget, _ kind: Kind, region: Int, bytes: Range<Int>, step: Int? = nil, isLive: Bool,
    owner: MemoryOwner, ownerOffset: Int = 0, operatorIndex: Int? = nil
  ) {
    self.target = target
    self.kind = kind
    self.region = region
    firstByte = bytes.lowerBound
    // A run that is no whole number of elements is counted in bytes.
    let size =
      bytes.count % owner.elementBytes == 0 && ownerOffset % owner.elementBytes == 0
      ? owner.elementBytes : 1
    elementBytes = size
    elementCount = bytes.count / size
    bitsPerElement = 8 * size
    self.step = step
    self.isLive = isLive
    self.owner = owner
    self.ownerOffset = ownerOffset
    self.operatorIndex = operatorIndex ?? owner.operatorIndex
  }

  init(register: VirtualRegister, operatorIndex: Int, iterations: Int, region: Int) {
    target = .registers
    kind = .register(register)
    self.region = region
    firstByte = 0
    elementCount = iterations
    elementBytes = 4
    bitsPerElement = 32
    step = operatorIndex
    isLive = true
    owner = nil
    ownerOffset = 0
    self.operatorIndex = operatorIndex
  }

  init(unitsOf operatorIndex: Int, count: Int, region: Int) {
    target = .activations
    kind = .units
    self.region = region
    firstByte = 0
    elementCount = count
    elementBytes = 1
    bitsPerElement = 1
    step = operatorIndex
    isLive = true
    owner = nil
    ownerOffset = 0
    self.operatorIndex = operatorIndex
  }
}
