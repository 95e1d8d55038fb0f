/// What protecting something costs on the target.
public struct UnitCost: Equatable, Sendable {
  /// Bytes that the model file grows by.
  public var flashBytes: Int
  /// Bytes of RAM besides the arena of the unprotected network.
  public var sramBytes: Int
  /// Target instructions per inference.
  public var instructions: Double

  public init(flashBytes: Int = 0, sramBytes: Int = 0, instructions: Double = 0) {
    self.flashBytes = flashBytes
    self.sramBytes = sramBytes
    self.instructions = instructions
  }
}
