import RedoubtCore

/// What firmware reported of a run: entries of four words, of the kinds that `Board.h` names.
struct TargetReport {
  /// Bytes of the arena that the plan asked for.
  var plannedArenaBytes: Int?
  var initialisationTicks: Int?
  var inferenceTicks: [Int] = []
  /// Deepest use of the stack; nil where the firmware did not come to its end.
  var stackBytes: Int?
  var refusal: ModelError?
  /// What the votes of a hardened model have found; nil for another one.
  var votes: (corrected: Int, disagreed: Int)?
  var stop: Stop?
  /// How inferences with flips ended.
  var trials: [Trial] = []

  enum Trial: Equatable {
    case finished(outputBytes: Int, corrected: UInt32, disagreed: UInt32)
    case hung
    case refused(ModelError)
  }

  struct Stop: Equatable {
    enum Kind: Equatable {
      case trap, overflow, hang, file
    }
    let kind: Kind
    let cause, instruction, address: UInt32
  }

  /// - Throws: `.malformed` for a kind of entry that does not exist.
  init(_ bytes: [UInt8]) throws(FirmwareError) {
    // A last entry that is not whole was being written when the emulator was ended.
    for start in stride(from: 0, to: bytes.count - bytes.count % 16, by: 16) {
      let words = (0..<4).map { word in
        (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + 4 * word + $1]) << UInt32(8 * $1) }
      }
      try add(kind: words[0], words[1], words[2], words[3])
    }
  }

  private mutating func add(kind: UInt32, _ a: UInt32, _ b: UInt32, _ c: UInt32) throws(FirmwareError) {
    switch kind {
    case 1: plannedArenaBytes = Int(a)
    case 2: initialisationTicks = Int(a)
    case 3: inferenceTicks.append(Int(a))
    case 4: refusal = try Self.error(a, b, c)
    case 5: stop = Stop(kind: .trap, cause: a, instruction: b, address: c)
    case 6: stop = Stop(kind: .overflow, cause: a, instruction: b, address: c)
    case 7: stop = Stop(kind: .hang, cause: a, instruction: b, address: c)
    case 8: stackBytes = Int(a)
    case 9: stop = Stop(kind: .file, cause: a, instruction: b, address: c)
    case 10:
      trials.append(
        a == .max ? .hung : .finished(outputBytes: Int(a), corrected: b, disagreed: c))
    case 11: trials.append(.refused(try Self.error(a, b, c)))
    case 12: votes = (Int(a), Int(b))
    default: throw .malformed("The target's report holds an entry of kind \(kind), which does not exist.")
    }
  }

  /// The interpreter's error as the application packs it.
  private static func error(_ a: UInt32, _ b: UInt32, _ c: UInt32) throws(FirmwareError) -> ModelError {
    guard let reason = ModelError.Reason(rawValue: UInt8(truncatingIfNeeded: a)),
      let table = Field.Table(rawValue: UInt8(truncatingIfNeeded: b))
    else { throw .malformed("The target reports an error that the host does not know.") }
    let field = Field(table, UInt8(truncatingIfNeeded: b >> 8))
    var error = ModelError(reason, field, index: Int(b >> 16), value: Int(Int32(bitPattern: c)))
    error.operatorIndex = UInt16(truncatingIfNeeded: a >> 16)
    return error
  }
}
