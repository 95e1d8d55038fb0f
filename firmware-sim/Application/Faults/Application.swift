import Board
import RedoubtCore

/// The firmware that is struck: one inference for each trial that the host sends, each on memory as after a start.
///
/// A trial is a number of flips, four words for each (step, region, byte, bit), and a record. The flips strike when
/// `step` operators have run; those of flash are undone behind the trial.
@c(application_main)
public func application() {
  var trial = Trial()
  while trial.read() {
    clearMemory()
    do throws(ModelError) {
      try run(&trial)
    } catch {
      let reason = UInt32(error.reason.rawValue) | UInt32(error.operatorIndex) << 16
      let place =
        UInt32(error.field.table.rawValue) | UInt32(error.field.slot) << 8 | UInt32(error.index) << 16
      board_report(BOARD_ENTRY_TRIAL_REFUSED.rawValue, reason, place, UInt32(bitPattern: error.value))
    }
    trial.undo()
  }
}

private func run(_ trial: inout Trial) throws(ModelError) {
  let model = unsafe UnsafeRawBufferPointer(start: board_model(), count: Int(board_model_bytes()))
  let arena = unsafe UnsafeMutableRawBufferPointer(start: board_arena(), count: Int(board_arena_bytes()))
  let interpreter = try unsafe Interpreter(
    model: ModelBytes(unsafeAdopting: model), arena: Arena(unsafeAdopting: arena),
    operators: ModelOperators.self)
  try readRecord(interpreter)
  interpreter.restart()
  // A struck counter of steps may begin again and again.
  let limit = interpreter.stepCount &* 10
  var executed = 0
  repeat {
    trial.strike(step: executed)
    executed &+= 1
    guard executed <= limit else {
      return board_report(BOARD_ENTRY_TRIAL.rawValue, .max, 0, 0)
    }
  } while try interpreter.step(ModelOperators.self)
  try writeOutputs(interpreter)
}

private func clearMemory() {
  let arena = unsafe UnsafeMutableRawBufferPointer(start: board_arena(), count: Int(board_arena_bytes()))
  for i in 0..<arena.count { unsafe arena[i] = 0 }
}

private func readRecord(_ interpreter: borrowing Interpreter) throws(ModelError) {
  let model = try Model(interpreter.memory.model)
  for i in 0..<model.inputs.count {
    var span = try interpreter.memory.write(try model.input(i), as: UInt8.self)
    _ = unsafe span.withUnsafeMutableBytes { unsafe board_read($0.baseAddress, $0.count) }
  }
}

/// Nothing is written unless all outputs can be.
private func writeOutputs(_ interpreter: borrowing Interpreter) throws(ModelError) {
  let model = try Model(interpreter.memory.model)
  var count = 0
  for i in 0..<model.outputs.count {
    count &+= try interpreter.memory.read(try model.output(i), as: UInt8.self).count
  }
  for i in 0..<model.outputs.count {
    let span = try interpreter.memory.read(try model.output(i), as: UInt8.self)
    unsafe span.withUnsafeBytes { unsafe board_write($0.baseAddress, $0.count) }
  }
  board_report(BOARD_ENTRY_TRIAL.rawValue, UInt32(truncatingIfNeeded: count), 0, 0)
}
