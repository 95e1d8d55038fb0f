/// The code that guards the words of a memory.
public enum MemoryProtection: String, CaseIterable, Codable, Sendable {
  case none
  /// One check bit: an odd number of flipped bits is noticed, none is corrected.
  case parity
  /// Single error correction, double error detection.
  case secded
}
