/// Words of the metadata entry `redoubt.hardening` and of the replica banks. All are 32 bits, little-endian; see
/// docs/hardening-format.md.
public enum HardeningFormat {
  /// Name of the metadata entry.
  public static var name: StaticString { "redoubt.hardening" }
  /// "RDHT" as bytes.
  public static let magic: UInt32 = 0x5448_4452
  public static let version: UInt32 = 2

  /// Header of the entry.
  public enum Header {
    public static let magic = 0
    public static let version = 1
    /// Entries of the list of tensors, and of the list of units.
    public static let tensorCount = 2
    public static let unitCount = 3
    /// Buffers of the file that hold the banks 1 and 2; 0 where no unit has rows.
    public static let bankBuffer1 = 4
    public static let bankBuffer2 = 5
    /// Bytes of each parameter bank, header included; 0 where there are none.
    public static let bankBytes = 6
    /// Bytes of each activation bank.
    public static let activationBytes = 7
    /// Number that model, plan and banks share.
    public static let identity = 8
    public static let words = 9
  }

  /// An entry of the list of tensors, in the order of operators and tensors.
  public enum TensorEntry {
    /// Position of the operator that writes the tensor; `networkInput` for the network's input.
    public static let operatorIndex = 0
    public static let tensor = 1
    public static let firstUnit = 2
    public static let unitCount = 3
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
    public static let shift = 4
    public static let words = 5
  }

  /// Words at the start of a parameter bank.
  public enum Bank {
    public static let identity = 0
    /// 1 or 2.
    public static let number = 1
    public static let byteCount = 2
    public static let reserved = 3
    public static let words = 4
  }

  /// Words at the start of a unit's row in a parameter bank; the weights follow.
  public enum Row {
    /// `tag(operatorIndex:channel:)`.
    public static let tag = 0
    public static let bias = 1
    public static let multiplier = 2
    public static let shift = 3
    public static let words = 4
  }

  public static let networkInput: UInt32 = 0xffff_ffff
  /// An offset of what the unit does not have.
  public static let absent: UInt32 = 0xffff_ffff
  public static let maximumChannel = 0xff_ffff

  /// What names a row's unit: neither index of a model that loads needs more bits.
  public static func tag(operatorIndex: Int, channel: Int) -> UInt32 {
    (UInt32(truncatingIfNeeded: operatorIndex) &<< 19 ^ UInt32(truncatingIfNeeded: channel)) &+ 1
  }
}
