/// How firmware ended that did not come to its end.
public enum TargetStop: Error, Equatable, Sendable {
  /// The CPU raised an exception. `cause` is its number (Arm) or `mcause` (RISC-V).
  case trap(cause: UInt32, place: CodePlace, address: UInt32)
  /// The stack left its memory.
  case stackOverflow(stackBytes: Int, place: CodePlace)
  /// More instructions than allowed were executed in a row.
  case hang(budget: Int, place: CodePlace)
  /// The emulator showed no progress for this long, so that even the budget's timer was not served.
  case silence(seconds: Double)
  /// The emulator ended by itself; `log` is what it said.
  case emulator(status: Int32, log: String)
}

/// An instruction of the image, and the function that it belongs to.
public struct CodePlace: Equatable, Sendable {
  /// Of the instruction.
  public let address: UInt32
  /// The function that the address is in; nil where no symbol covers it.
  public let function: String?
}

extension CodePlace: CustomStringConvertible {
  public var description: String {
    guard address != 0 else { return "an unknown place" }
    return "0x" + String(address, radix: 16) + (function.map { " in \($0)" } ?? "")
  }
}

extension TargetStop: CustomStringConvertible {
  public var description: String {
    switch self {
    case .trap(let cause, let place, let address):
      "The target trapped at \(place): exception \(cause)"
        + (address == 0 ? "." : ", address 0x\(String(address, radix: 16)).")
    case .stackOverflow(let bytes, let place):
      "The target's stack of \(bytes) bytes overflowed at \(place). Give it more, or call less deeply."
    case .hang(let budget, let place):
      "The target hung: it executed \(budget) instructions without reaching the end of its work,"
        + " last at \(place)."
    case .silence(let seconds):
      "The target hung: the emulator showed no progress for \(Int(seconds)) seconds and was ended."
    case .emulator(let status, let log):
      "The emulator ended with status \(status) before the firmware did:\n\(log)"
    }
  }
}
