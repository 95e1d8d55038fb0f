/// One event, as an engine executes it.
public indirect enum Fault: Hashable, Sendable {
  /// Bits of file and arena.
  case memory([MemoryFault])
  /// A bit of a virtual register, during one iteration.
  case register(RegisterFault)
  /// A bit of a multiplier or shift in scratch memory, after an operator has derived it and before it uses it.
  case derivedPair(operatorIndex: Int, channel: Int, isShift: Bool, bit: Int)
  /// A unit's output is replaced by random bytes, which the key determines.
  case byzantine(operatorIndex: Int, channel: Int, key: UInt64)
  /// A register or byzantine fault in the second or third computation (copy 1 or 2) of a unit that is computed three
  /// times.
  case replicated(copy: Int, Fault)
}

extension MemoryFault {
  /// The step of a change that is there before the interpreter initialises.
  public static let beforeInitialisation = -1
}
