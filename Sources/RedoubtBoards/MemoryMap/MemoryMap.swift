/// Who owns each byte of the deployed image: the model file, and the arena over time.
public struct MemoryMap: Sendable {
  /// A run of bytes with one owner.
  public struct Entry: Hashable, Sendable {
    /// Bytes from the start of the file or of the arena.
    public let range: Range<Int>
    /// What the bytes are.
    public let owner: MemoryOwner
    /// First and last step during which the bytes count: for the file, the steps that read them; nil where no step
    /// does. For the arena, the steps while which they are alive; nil for padding.
    public let steps: ClosedRange<Int>?
    /// Whether initialisation reads the bytes. Of interest for the file only.
    public let isReadAtInitialisation: Bool

    public init(
      range: Range<Int>, owner: MemoryOwner, steps: ClosedRange<Int>?, isReadAtInitialisation: Bool = false
    ) {
      self.range = range
      self.owner = owner
      self.steps = steps
      self.isReadAtInitialisation = isReadAtInitialisation
    }
  }

  /// Every byte of the file exactly once, by position.
  public let file: [Entry]
  /// State words and padding, then tensors and scratch memory, by position, then by first step. At each step a byte
  /// belongs to one entry at most; where none is alive it is dead.
  public let arena: [Entry]
  /// Operators of the schedule.
  public let stepCount: Int
  /// For each step, the tensors of the arena that it reads.
  public let tensorsRead: [Set<Int>]
  /// The tensors that the application writes before the first step, and reads after the last.
  public let inputTensors, outputTensors: Set<Int>
  /// Byte offset of the tensor area in the arena.
  public let tensorAreaStart: Int
  /// Length of the arena in bytes.
  public let arenaBytes: Int

  /// Where copies lie; nil for a model that is not hardened.
  public let hardening: HardenedLayout?
  /// What lies behind the arena in a hardened model's RAM, by position: planes of the activation banks while they are
  /// alive, counters, the scratch row. Positions as in `HardenedLayout`.
  public let replicas: [Entry]

  /// The entry that owns a byte of the file. O(log n).
  public func fileEntry(of byte: Int) -> Entry { file[fileIndex(of: byte)] }

  /// Index in `file` of the entry that owns a byte.
  public func fileIndex(of byte: Int) -> Int {
    var (low, high) = (0, file.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if file[middle].range.lowerBound <= byte { low = middle } else { high = middle }
    }
    return low
  }

  /// The entry that owns a byte of the arena, or of what follows it, while a step runs; nil where it is dead then.
  public func arenaEntry(of byte: Int, step: Int) -> Entry? {
    (byte < arenaBytes ? arena : replicas).first {
      $0.range.contains(byte) && $0.steps?.contains(step) == true
    }
  }

  init(
    file: [Entry], arena: [Entry], tensorsRead: [Set<Int>], inputTensors: Set<Int>, outputTensors: Set<Int>,
    tensorAreaStart: Int, arenaBytes: Int, hardening: HardenedLayout?
  ) {
    self.file = file
    self.arena = arena
    self.tensorsRead = tensorsRead
    self.inputTensors = inputTensors
    self.outputTensors = outputTensors
    stepCount = tensorsRead.count
    self.tensorAreaStart = tensorAreaStart
    self.arenaBytes = arenaBytes
    self.hardening = hardening
    replicas = hardening.map { Self.replicas($0, arena, last: tensorsRead.count - 1) } ?? []
  }
}
