import RedoubtCore

/// Where the copies of a hardened model's protected units lie: in the file, and in the RAM of the device.
///
/// RAM is counted on from the arena: behind it, each from a multiple of 16 on, activation bank 1, activation bank 2, the
/// voters' two counters and the scratch row. These are parts that follow each other in the simulated device only; a
/// deployment puts the banks wherever it likes.
public struct HardenedLayout: Sendable {
  /// A unit's row in the parameter banks, and copy 0 of what it holds.
  public struct Row: Hashable, Sendable {
    /// Byte offset in either bank.
    public let offset: Int
    /// Copy 0 of the weights: position in the file, number, distance from one to the next.
    public let weights, count, stride: Int
    /// Copy 0 of the bias in the file; nil where the operator has none.
    public let bias: Int?
    /// Distance of the first weight from a multiple of 4, in all copies.
    public var phase: Int { stride == 1 ? weights & 3 : 0 }
    /// Bytes of the row's weights with their padding.
    public var weightBytes: Int { (phase + count + 3) & ~3 }
    /// Bytes of the row.
    public var byteCount: Int { Self.headBytes + weightBytes }
    /// Bytes in front of the weights: tag, bias, multiplier, shift.
    public static let headBytes = 16
  }

  /// A unit's activations: copy 0 in the arena, and the place of copies 1 and 2 in either activation bank.
  public struct Plane: Hashable, Sendable {
    /// Byte of the arena that holds the first cell, and the distance from a cell to the next.
    public let first, stride: Int
    /// Activations of the plane, and bytes of each.
    public let cells, elementBytes: Int
    /// Byte offset in either activation bank.
    public let offset: Int

    /// Bytes of one copy.
    public var byteCount: Int { cells * elementBytes }

    /// Byte of the arena that holds byte `i` of the plane.
    public func arenaByte(_ i: Int) -> Int { first + i / elementBytes * stride + i % elementBytes }

    /// Position in the plane of a byte of the arena; nil for a byte of another channel.
    public func index(ofArenaByte byte: Int) -> Int? {
      let distance = byte - first
      guard distance >= 0, distance % stride < elementBytes, distance / stride < cells else { return nil }
      return distance / stride * elementBytes + distance % stride
    }
  }

  /// A protected output channel.
  public struct Unit: Hashable, Sendable {
    /// The operator that writes it; −1 for the network's input.
    public let operatorIndex: Int
    /// Index of the tensor that the unit is a channel of.
    public let tensor: Int
    /// Index in the tensor's last dimension.
    public let channel: Int
    /// What is kept three times.
    public let scheme: HardeningScheme
    /// Position in the file of the unit's words in the entry.
    public let entry: Int
    /// Position in the file of copy 0 of multiplier and shift.
    public let pair: Int
    /// Where its parameters lie; nil where these are not protected.
    public let row: Row?
    /// Where its activations lie; nil where these are not protected.
    public let plane: Plane?
  }

  /// Protected channels of one tensor.
  public struct ProtectedTensor: Hashable, Sendable {
    /// The operator that writes the tensor; −1 for the network's input.
    public let operatorIndex: Int
    /// Index of the tensor in the model.
    public let tensor: Int
    /// Positions in `units`.
    public let units: Range<Int>
    /// Steps that read the tensor, ascending; the number of steps stands for the application, which reads the outputs.
    public let readers: [Int]
  }

  /// In the order of operators, then of channels.
  public let units: [Unit]
  /// Constants of the file that several operators use.
  public let sharedConstants: [Range<Int>]
  /// In the order of the file's table.
  public let tensors: [ProtectedTensor]
  /// The data of the entry `redoubt.hardening` in the file.
  public let entry: Range<Int>
  /// The two parameter banks in the file; none where no unit has a row.
  public let banks: [Range<Int>]
  /// Activation banks 1 and 2 in RAM.
  public let activationBanks: [Range<Int>]
  /// The words `corrected` and `disagreed` in RAM.
  public let counters: Range<Int>
  /// What a row is put together in when its copies differ, in RAM.
  public let scratchRow: Range<Int>

  init(
    units: [Unit], tensors: [ProtectedTensor], sharedConstants: [Range<Int>], entry: Range<Int>,
    banks: [Range<Int>], activationBytes: Int, arenaBytes: Int
  ) {
    self.units = units
    self.sharedConstants = sharedConstants
    self.tensors = tensors
    self.entry = entry
    self.banks = banks
    var end = arenaBytes
    func next(_ bytes: Int) -> Range<Int> {
      let start = (end + 15) & ~15
      end = start + bytes
      return start..<end
    }
    activationBanks = [next(activationBytes), next(activationBytes)]
    counters = next(8)
    scratchRow = next(units.reduce(0) { max($0, $1.row?.weightBytes ?? 0) })
  }

  /// First byte of RAM behind all of it.
  public var ramBytes: Int { scratchRow.upperBound }
}
