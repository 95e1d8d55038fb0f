extension HostInterpreter {
  /// Makes an operator the next one to run, whatever the tensors hold.
  func seek(_ step: Int) {
    restart()
    for _ in 0..<step { interpreter.skip() }
  }

  /// Computes the sums of an operator from an input, as `FastWeightedKernel` does; false where it runs on no such kernel.
  func accumulate(
    _ step: Int, _ image: UnsafePointer<Int8>, into sums: UnsafeMutablePointer<Int32>
  ) -> Bool {
    guard kernels.indices.contains(step), let kernel = kernels[step] as? FastWeightedKernel else {
      return false
    }
    return unsafe kernel.accumulate(image, into: sums)
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
