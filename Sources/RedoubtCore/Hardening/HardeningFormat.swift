/// Words of the metadata entry `redoubt.hardening` and of the replica banks. All are 32 bits, little-endian; see
/// docs/hardening-format.md.
public enum HardeningFormat {
  /// Name of the metadata entry.
  public static var name: StaticString { "redoubt.hardening" }
  /// "RDHT" as bytes.
  public static let magic: UInt32 = 0x5448_4452
  /// The only version that is read: a table of another one is refused as `.notATable`.
  public static let version: UInt32 = 2

  /// Header of the entry.
  public enum Header {
    /// Word that holds `HardeningFormat.magic`. Words count from the start of the entry.
    public static let magic = 0
    /// Word that holds `HardeningFormat.version`.
    public static let version = 1
    /// Entries of the list of tensors, and of the list of units.
    public static let tensorCount = 2
    /// Entries of the list of units, of all tensors together.
    public static let unitCount = 3
    /// Buffers of the file that hold the banks 1 and 2; 0 where no unit has rows.
    public static let bankBuffer1 = 4
    /// As `bankBuffer1`, for bank 2.
    public static let bankBuffer2 = 5
    /// Bytes of each parameter bank, header included; 0 where there are none.
    public static let bankBytes = 6
    /// Bytes of each activation bank.
    public static let activationBytes = 7
    /// Number that model, plan and banks share.
    public static let identity = 8
    /// Words of the header; the list of tensors follows.
    public static let words = 9
  }

  /// An entry of the list of tensors, in the order of operators and tensors.
  public enum TensorEntry {
    /// Position of the operator that writes the tensor; `networkInput` for the network's input.
    public static let operatorIndex = 0
    /// Index in the model's list of tensors.
    public static let tensor = 1
    /// Position in the list of units of the tensor's first one.
    public static let firstUnit = 2
    /// Number of the tensor's units, at least 1; they stand side by side in the list.
    public static let unitCount = 3
    /// Words from one entry to the next.
    public static let words = 4
  }

  /// An entry of the list of units, in the order of channels.
  public enum UnitEntry {
    /// Channel in the lower 24 bits, the set of schemes above.
    public static let channelAndScheme = 0
    /// Byte offset of the unit's row in either parameter bank; `absent` without `tmrWeights`.
    public static let rowOffset = 1
    /// Byte offset of the unit's plane in either activation bank; `absent` with `tmrWeights` alone.
    public static let planeOffset = 2
    /// Copy 0 of the requantisation pair; zeros for a unit without weights.
    public static let multiplier = 3
    /// Shift of that pair, a signed number; 0 for a unit without weights.
    public static let shift = 4
    /// Words from one entry to the next.
    public static let words = 5
  }

  /// Words at the start of a parameter bank.
  public enum Bank {
    /// Number that the bank shares with the header of its table.
    public static let identity = 0
    /// 1 or 2.
    public static let number = 1
    /// Bytes of the bank, header included, as the header of its table has them.
    public static let byteCount = 2
    /// A word that nothing reads; written as 0.
    public static let reserved = 3
    /// Words of a bank's header; the rows follow.
    public static let words = 4
  }

  /// Words at the start of a unit's row in a parameter bank; the weights follow.
  public enum Row {
    /// `tag(operatorIndex:channel:)`.
    public static let tag = 0
    /// Bias of the channel; 0 where the operator has none.
    public static let bias = 1
    /// Multiplier of the requantisation pair.
    public static let multiplier = 2
    /// Shift of the requantisation pair, a signed number.
    public static let shift = 3
    /// Words in front of the weights.
    public static let words = 4
  }

  /// Stands for an operator in the entry of a tensor that is an input of the network.
  public static let networkInput: UInt32 = 0xffff_ffff
  /// An offset of what the unit does not have.
  public static let absent: UInt32 = 0xffff_ffff
  /// Largest channel that fits the 24 bits of a unit's entry.
  public static let maximumChannel = 0xff_ffff

  /// What names a row's unit: neither index of a model that loads needs more bits.
  public static func tag(operatorIndex: Int, channel: Int) -> UInt32 {
    (UInt32(truncatingIfNeeded: operatorIndex) &<< 19 ^ UInt32(truncatingIfNeeded: channel)) &+ 1
  }
}
