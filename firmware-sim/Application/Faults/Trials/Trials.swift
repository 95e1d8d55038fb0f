import Board
import RedoubtCore

/// Runs one inference for each trial that the host sends, each on memory as after a start: a number of flips, four words
/// for each (step, region, byte, bit), and a record.
///
/// - Parameter inference: Runs one; the flips of a step strike when that many operators have run.
func runTrials(_ inference: (inout Trial) throws(ModelError) -> Void) {
  var trial = Trial()
  while trial.read() {
    unsafe clear(board_arena(), Int(board_arena_bytes()))
    unsafe clear(board_activations(1), Int(board_activation_bytes()))
    unsafe clear(board_activations(2), Int(board_activation_bytes()))
    do throws(ModelError) {
      try inference(&trial)
    } catch {
      let reason = UInt32(error.reason.rawValue) | UInt32(error.operatorIndex) << 16
      let place =
        UInt32(error.field.table.rawValue) | UInt32(error.field.slot) << 8 | UInt32(error.index) << 16
      board_report(BOARD_ENTRY_TRIAL_REFUSED.rawValue, reason, place, UInt32(bitPattern: error.value))
    }
    trial.undo()
  }
}

private func clear(_ start: UnsafeMutableRawPointer!, _ count: Int) {
  let memory = unsafe UnsafeMutableRawBufferPointer(start: start, count: count)
  for i in 0..<count { unsafe memory[i] = 0 }
}

/// Runs the steps, struck in between, until one says that there is none left.
///
/// - Returns: False where ten times the network's steps were not enough: a struck counter may begin again and again.
func runSteps(
  _ trial: inout Trial, of count: Int, _ step: () throws(ModelError) -> Bool
) throws(ModelError) -> Bool {
  var executed = 0
  repeat {
    trial.strike(step: executed)
    executed &+= 1
    if executed > count &* 10 {
      board_report(BOARD_ENTRY_TRIAL.rawValue, .max, 0, 0)
      return false
    }
  } while try step()
  return true
}

/// Fills the inputs.
func readRecord(_ interpreter: borrowing Interpreter) throws(ModelError) {
  let model = try Model(interpreter.memory.model)
  for i in 0..<model.inputs.count {
    var span = try interpreter.memory.write(try model.input(i), as: UInt8.self)
    _ = unsafe span.withUnsafeMutableBytes { unsafe board_read($0.baseAddress, $0.count) }
  }
}

/// Nothing is written unless all outputs can be.
func writeOutputs(_ interpreter: borrowing Interpreter, _ counters: Voter) throws(ModelError) {
  let model = try Model(interpreter.memory.model)
  var count = 0
  for i in 0..<model.outputs.count {
    count &+= try interpreter.memory.read(try model.output(i), as: UInt8.self).count
  }
  for i in 0..<model.outputs.count {
    let span = try interpreter.memory.read(try model.output(i), as: UInt8.self)
    unsafe span.withUnsafeBytes { unsafe board_write($0.baseAddress, $0.count) }
  }
  board_report(
    BOARD_ENTRY_TRIAL.rawValue, UInt32(truncatingIfNeeded: count), counters.corrected, counters.disagreed)
}
