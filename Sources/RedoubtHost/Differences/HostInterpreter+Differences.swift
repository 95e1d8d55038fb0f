extension HostInterpreter {
  /// Makes an operator the next one to run, whatever the tensors hold.
  func seek(_ step: Int) {
    restart()
    for _ in 0..<step { interpreter.skip() }
  }

  /// Puts bytes into the model file.
  ///
  /// - Returns: What stood there, to be put back the same way.
  func exchange(_ changes: [ConstantChange]) -> [ConstantChange] {
    var original: [ConstantChange] = []
    for change in changes {
      let byte = unsafe model.bytes[change.position]
      original.append(ConstantChange(position: change.position, value: byte))
      unsafe model.bytes[change.position] = change.value
      modelDidChange(change.position..<change.position + 1)
    }
    return original
  }
}
