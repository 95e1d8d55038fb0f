import Board
import RedoubtCore

/// The firmware of a hardened model: the voting interpreter, with the replicas in memories of their own.
///
/// `ModelOperators` is the set of exactly the model's operators; the host writes it for each model.
@c(application_main)
public func application() {
  do throws(ModelError) {
    board_start()
    let model = unsafe UnsafeRawBufferPointer(start: board_model(), count: Int(board_model_bytes()))
    let arena = unsafe UnsafeMutableRawBufferPointer(start: board_arena(), count: Int(board_arena_bytes()))
    let interpreter = try unsafe HardenedInterpreter(
      model: ModelBytes(unsafeAdopting: model), arena: Arena(unsafeAdopting: arena), replicas: replicas(),
      operators: ModelOperators.self)
    board_stop(BOARD_ENTRY_INITIALISED.rawValue)
    let arenaBytes = UInt32(truncatingIfNeeded: interpreter.plan.requiredBytes)
    board_report(BOARD_ENTRY_PLANNED.rawValue, arenaBytes, 0, 0)
    while try readRecord(interpreter) {
      board_start()
      try interpreter.run(ModelOperators.self)
      board_stop(BOARD_ENTRY_INFERENCE.rawValue)
      try writeOutputs(interpreter)
    }
    let counters = interpreter.counters
    board_report(BOARD_ENTRY_VOTES.rawValue, counters.corrected, counters.disagreed, 0)
  } catch {
    let reason = UInt32(error.reason.rawValue) | UInt32(error.operatorIndex) << 16
    let place = UInt32(error.field.table.rawValue) | UInt32(error.field.slot) << 8 | UInt32(error.index) << 16
    board_report(BOARD_ENTRY_REFUSED.rawValue, reason, place, UInt32(bitPattern: error.value))
  }
}

/// Fills the inputs with the next record. False where the records have ended.
private func readRecord(_ interpreter: borrowing HardenedInterpreter) throws(ModelError) -> Bool {
  let model = try interpreter.model
  for i in 0..<model.inputs.count {
    var span = try interpreter.interpreter.memory.write(try model.input(i), as: UInt8.self)
    let isRead = unsafe span.withUnsafeMutableBytes { unsafe board_read($0.baseAddress, $0.count) }
    guard isRead else { return false }
  }
  return true
}

private func writeOutputs(_ interpreter: borrowing HardenedInterpreter) throws(ModelError) {
  let model = try interpreter.model
  for i in 0..<model.outputs.count {
    let span = try interpreter.interpreter.memory.read(try model.output(i), as: UInt8.self)
    unsafe span.withUnsafeBytes { unsafe board_write($0.baseAddress, $0.count) }
  }
}
