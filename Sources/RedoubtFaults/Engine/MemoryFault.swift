/// One bit of the simulated memory that changes while an inference runs.
public struct MemoryFault: Hashable, Codable, Sendable {
  /// Where the bit lies.
  public enum Place: Hashable, Codable, Sendable {
    /// Byte of the model file.
    case file(Int)
    /// Byte of the arena: state table, tensors, scratch memory.
    case arena(Int)
  }

  /// What becomes of the bit: a flip happens once, a stuck bit has its value for the whole inference.
  public enum Change: String, CaseIterable, Codable, Sendable {
    case flip, stuckAt0, stuckAt1
  }

  /// The byte that holds the bit.
  public let place: Place
  /// 0 (least significant) … 7.
  public let bit: Int
  /// What becomes of the bit.
  public let change: Change
  /// The bit changes before this step runs. For a permanent fault 0.
  public let step: Int

  public init(place: Place, bit: Int, change: Change = .flip, step: Int) {
    self.place = place
    self.bit = bit
    self.change = change
    self.step = step
  }

  /// What the byte holds after the fault.
  func changed(_ byte: UInt8) -> UInt8 {
    let mask = UInt8(1) << UInt8(bit)
    return switch change {
    case .flip: byte ^ mask
    case .stuckAt0: byte & ~mask
    case .stuckAt1: byte | mask
    }
  }
}
