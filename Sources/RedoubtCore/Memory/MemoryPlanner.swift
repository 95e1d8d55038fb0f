/// Decides where in the arena each tensor and each operator's scratch memory lies.
///
/// Works in the arena itself: the state table in front, then a list of requests that is only needed while
/// planning. Takes the file's own plan (metadata `OfflineMemoryAllocation`) where it has one. What is left is
/// placed in one of two orders, whichever needs less, each at the lowest offset that is free during its life;
/// scratch memory comes last, so that it never moves a tensor.
enum MemoryPlanner {
  /// Most tensors and most operators of a model: planning takes time in the square of their number.
  static let largestCount = 8192

  /// - Parameter counterBytes: Of a hardened model's counters, behind the state table.
  static func plan<O: OperatorSet>(
    _ model: Model, _ arena: borrowing Arena, operators: O.Type, counterBytes: Int
  ) throws(ModelError) -> MemoryPlan {
    let (tensors, steps) = (model.tensors.count, model.operators.count)
    guard tensors <= largestCount else { throw ModelError(.tooLarge, .subgraphTensors, value: tensors) }
    guard steps <= largestCount else { throw ModelError(.tooLarge, .subgraphOperators, value: steps) }
    // The tensor area begins at a multiple of 16, so that tensors with such offsets stay aligned in memory.
    let tableBytes = StateTable.byteCount(tensorCount: tensors, operatorCount: steps) &+ counterBytes
    let area = (tableBytes &+ 15) & ~15
    guard area <= arena.count else { throw ModelError(.arenaTooSmall, .subgraphTensors, value: area) }
    arena.setWord(StateTable.step, 0)
    arena.setWord(StateTable.tensorCount, UInt32(truncatingIfNeeded: tensors))
    arena.setWord(StateTable.operatorCount, UInt32(truncatingIfNeeded: steps))
    arena.setWord(StateTable.tensorArea, UInt32(truncatingIfNeeded: area))
    for i in 0..<tensors { arena.setWord(StateTable.tensor(i), StateTable.absent) }

    var requests = RequestList(start: area)
    try Lifetimes.collect(model, arena, &requests, operators: operators)
    var plan = MemoryPlan()
    let peak = requests.peak(arena, steps: steps, tensors: tensors)
    plan.arenaLowerBoundBytes = peak.bytes
    plan.scratchBytes = requests.largestScratch(arena, from: tensors)
    plan.arenaBytes = try placeTensors(model, arena, &requests, in: .outwards(from: peak.step))
    if plan.arenaBytes > plan.arenaLowerBoundBytes {
      let bytes = try placeTensors(model, arena, &requests, in: .size)
      if bytes >= plan.arenaBytes {
        _ = try placeTensors(model, arena, &requests, in: .outwards(from: peak.step))
      }
      plan.arenaBytes = min(plan.arenaBytes, bytes)
    }
    requests.place(arena, in: .size, below: tensors &+ steps)
    guard !requests.isTooLarge, requests.end <= UInt32(Int32.max) &- UInt32(truncatingIfNeeded: area) else {
      throw ModelError(.tooLarge, .tensorShape)
    }
    plan.stateBytes = tableBytes &+ MemoryLayout<Interpreter>.size
    plan.requiredBytes = area &+ max(Int(truncatingIfNeeded: requests.end), requests.byteCount)
    guard plan.requiredBytes <= arena.count else {
      throw ModelError(.arenaTooSmall, .subgraphTensors, value: plan.requiredBytes)
    }
    return plan
  }

  /// - Returns: End of the last tensor in the tensor area.
  @inline(never)
  private static func placeTensors(
    _ model: Model, _ arena: borrowing Arena, _ requests: inout RequestList, in order: RequestList.Order
  ) throws(ModelError) -> Int {
    requests.unplace()
    try OfflinePlan.adopt(model, arena, &requests)
    requests.place(arena, in: order, below: model.tensors.count)
    return Int(truncatingIfNeeded: requests.end)
  }
}
