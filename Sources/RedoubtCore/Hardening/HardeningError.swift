/// Why the entry `redoubt.hardening` or a replica bank cannot be used: what is wrong, and at which 32-bit word.
public struct HardeningError: Error, Equatable {
  /// What is wrong. In a `ModelError`, the raw value is the slot of the field.
  public enum Reason: UInt8, Sendable {
    /// The first words are not those of this format and version; `value` holds what stands there.
    case notATable
    /// The entry has another length than its counts say; `value` holds its bytes.
    case wrongLength
    /// An operator, tensor, unit or channel that does not exist, or that is out of order; `value` holds it.
    case outOfRange
    /// A scheme that does not exist, or one that does not go with what the unit has; `value` holds its code.
    case unknownScheme
    /// A bank is needed and is not there; `value` holds its number.
    case bankMissing
    /// A bank was made for another model or plan, or is another bank; `value` holds its number.
    case wrongBank
    /// A row or a plane leaves its bank, or is not aligned; `value` holds its offset.
    case outsideBank
    /// A row belongs to another unit in both banks alike; `value` holds its channel.
    case wrongRow
    /// The operator's tensors do not have what the table says.
    case modelMismatch
  }

  public let reason: Reason
  /// Word of the entry that shows it, from 0.
  public let word: Int32
  /// A number that belongs to `reason`.
  public let value: Int32

  init(_ reason: Reason, word: Int, value: Int = 0) {
    self.reason = reason
    self.word = Int32(clamping: word)
    self.value = Int32(clamping: value)
  }
}

extension ModelError {
  /// What stopped the run of a hardened model: the field's slot is the reason's raw value, the index is the word.
  package init(_ error: HardeningError) {
    self.init(
      .protectionInvalid, Field(.hardening, error.reason.rawValue), index: Int(error.word),
      value: Int(error.value))
  }
}
