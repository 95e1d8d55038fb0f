/// A flip of one bit on a target, between two operators.
public struct TargetFlip: Equatable, Sendable {
  /// Memories that can be struck.
  public enum Region: String, CaseIterable, Sendable {
    /// The model file in flash, without the banks of a hardened one.
    case model
    /// Copies 1 and 2 of parameters, in flash.
    case bank1, bank2
    /// The interpreter's table in RAM and its counters, at the start of the arena.
    case state
    /// Tensors and scratch memory.
    case arena
    /// Copies 1 and 2 of activations, in RAM.
    case activations1, activations2

    /// What `Board.h` calls it.
    var boardRegion: UInt32 {
      switch self {
      case .model: 0
      case .bank1: 1
      case .bank2: 2
      case .state, .arena: 3
      case .activations1: 4
      case .activations2: 5
      }
    }
  }

  /// Operators that have run when the bit flips, from 0; the number of all strikes the outputs.
  public let step: Int
  /// Which memory of the image the byte is in.
  public let region: Region
  /// From the region's start.
  public let byte: Int
  /// 0 … 7.
  public let bit: Int

  public init(step: Int, region: Region, byte: Int, bit: Int) {
    (self.step, self.region, self.byte, self.bit) = (step, region, byte, bit)
  }
}
