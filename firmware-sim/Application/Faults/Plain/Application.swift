import Board
import RedoubtCore

/// The firmware that is struck: the interpreter.
@c(application_main)
public func application() {
  runTrials { (trial) throws(ModelError) in
    let model = unsafe UnsafeRawBufferPointer(start: board_model(), count: Int(board_model_bytes()))
    let arena = unsafe UnsafeMutableRawBufferPointer(start: board_arena(), count: Int(board_arena_bytes()))
    let interpreter = try unsafe Interpreter(
      model: ModelBytes(unsafeAdopting: model), arena: Arena(unsafeAdopting: arena),
      operators: ModelOperators.self)
    try readRecord(interpreter)
    interpreter.restart()
    let isDone = try runSteps(&trial, of: interpreter.stepCount) { () throws(ModelError) in
      try interpreter.step(ModelOperators.self)
    }
    if isDone { try writeOutputs(interpreter, Voter()) }
  }
}
