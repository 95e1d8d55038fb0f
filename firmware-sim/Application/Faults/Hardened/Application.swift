import Board
import RedoubtCore

/// The firmware that is struck: the interpreter of hardened models. The last step strikes in front of the votes on the
/// outputs.
@c(application_main)
public func application() {
  runTrials { (trial) throws(ModelError) in
    let model = unsafe UnsafeRawBufferPointer(start: board_model(), count: Int(board_model_bytes()))
    let arena = unsafe UnsafeMutableRawBufferPointer(start: board_arena(), count: Int(board_arena_bytes()))
    let interpreter = try unsafe HardenedInterpreter(
      model: ModelBytes(unsafeAdopting: model), arena: Arena(unsafeAdopting: arena), replicas: replicas(),
      operators: ModelOperators.self)
    try readRecord(interpreter.interpreter)
    try interpreter.begin()
    let isDone = try runSteps(&trial, of: interpreter.interpreter.stepCount) { () throws(ModelError) in
      try interpreter.step(ModelOperators.self)
    }
    guard isDone else { return }
    try interpreter.end()
    try writeOutputs(interpreter.interpreter, interpreter.counters)
  }
}
