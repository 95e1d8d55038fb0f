/// A register of the reference kernels' loop nest, 32 bits.
public enum VirtualRegister: String, CaseIterable, Codable, Sendable {
  case accumulator, weight, activation, index
  case multiplier, shift

  /// Whether the register is used once per output element, and not once per multiply-accumulate.
  public var isPerElement: Bool { self == .multiplier || self == .shift }
}

/// A bit of a virtual register that flips during one iteration of an operator.
public struct RegisterFault: Hashable, Codable, Sendable {
  /// Position of the operator in the schedule.
  public let operatorIndex: Int
  /// The register that the bit belongs to.
  public let register: VirtualRegister
  /// 0 … 31.
  public let bit: Int
  /// In the order of the loop nest: multiply-accumulates that run, or output elements for multiplier and shift.
  public let iteration: Int

  public init(operatorIndex: Int, register: VirtualRegister, bit: Int, iteration: Int) {
    self.operatorIndex = operatorIndex
    self.register = register
    self.bit = bit
    self.iteration = iteration
  }
}
