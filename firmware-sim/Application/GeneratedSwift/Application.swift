import Board

/// The firmware around a model that was compiled to Swift: record after record.
@c(application_main)
public func application() {
  let model = unsafe Model(arena: board_arena().assumingMemoryBound(to: Int8.self))
  while unsafe readRecord(model) {
    board_start()
    unsafe model.run()
    board_stop(BOARD_ENTRY_INFERENCE.rawValue)
    for i in 0..<Model.outputCount {
      let output = unsafe model.output(i)
      unsafe board_write(output.baseAddress, output.count)
    }
  }
}

/// Fills the inputs with the next record. False where the records have ended.
private func readRecord(_ model: Model) -> Bool {
  for i in 0..<Model.inputCount {
    let input = unsafe model.input(i)
    guard unsafe board_read(input.baseAddress, input.count) else { return false }
  }
  return true
}
