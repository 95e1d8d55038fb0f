import RedoubtBoards

extension MemoryMap {
  /// When a strike during a step takes effect on the bytes of a tensor or of a copy of it, and whether anybody reads them
  /// after.
  ///
  /// What the step reads changes before it; what it only writes changes after it; for other live bytes the order makes no
  /// difference.
  public func strike(on tensor: Entry, during step: Int) -> (acts: Int, isLive: Bool) {
    guard let steps = tensor.steps, let index = tensor.owner.tensorIndex, steps.contains(step) else {
      return (step, false)
    }
    let isRead = tensorsRead[step].contains(index)
    let isWritten = step == steps.lowerBound && !inputTensors.contains(index)
    let isLive = isRead || step < steps.upperBound || outputTensors.contains(index)
    return (isWritten && !isRead ? step + 1 : step, isLive)
  }
}
