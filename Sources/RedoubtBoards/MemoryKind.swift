/// What a memory of a board is made of, which decides what a strike leaves behind.
public enum MemoryKind: String, CaseIterable, Codable, Sendable {
  /// Non-volatile: a flipped bit stays until the image is written again.
  case flash
  /// Volatile: a flipped bit lasts until the byte is written.
  case sram
  /// Tightly coupled SRAM of a core.
  case tightlyCoupled
  /// The core's registers.
  case registers
}
