/// Walks the operators once: checks each, and notes from which step to which each tensor is needed.
enum Lifetimes {
  /// A tensor that depends on shapes and constants only, and so has no memory.
  static let staticTensor: UInt32 = 0xffff_fffe

  /// Fills `requests`. Meanwhile a tensor's word in the state table holds the index of its request.
  static func collect<O: OperatorSet>(
    _ model: Model, _ arena: borrowing Arena, _ requests: inout RequestList, operators: O.Type
  ) throws(ModelError) {
    let steps = model.operators.count
    for i in 0..<model.inputs.count {
      let tensor = try model.input(i)
      guard tensor.constantPosition == nil, arena.word(StateTable.tensor(tensor.index)) == StateTable.absent
      else { throw ModelError(.orderViolated, .subgraphInputs, index: i, value: tensor.index) }
      try request(tensor, at: 0, model, arena, &requests)
    }
    for step in 0..<steps {
      do throws(ModelError) {
        try visit(try Node(model, step), model, arena, &requests, operators: operators)
      } catch {
        throw error.inOperator(step)
      }
    }
    for i in 0..<model.outputs.count {
      let tensor = try model.output(i)
      if tensor.constantPosition != nil { continue }
      guard let index = arena.word(StateTable.tensor(tensor.index)), index < staticTensor else {
        throw ModelError(.orderViolated, .subgraphOutputs, index: i, value: tensor.index)
      }
      requests.extend(arena, Int(truncatingIfNeeded: index), to: max(steps - 1, 0))
    }
  }

  private static func visit<O: OperatorSet>(
    _ node: Node, _ model: Model, _ arena: borrowing Arena, _ requests: inout RequestList, operators: O.Type
  ) throws(ModelError) {
    let preparation = try O.prepare(node)
    for i in 0..<node.inputCount {
      let index = try node.inputIndex(i)
      guard index != -1 else { continue }
      let tensor = try model.tensor(index)
      if tensor.constantPosition != nil { continue }
      guard let request = arena.word(StateTable.tensor(index)), request != StateTable.absent else {
        throw tensor.error(.orderViolated, .operationInputs, value: i)
      }
      if request == staticTensor || preparation == .isStatic { continue }
      requests.extend(arena, Int(truncatingIfNeeded: request), to: node.index)
    }
    for i in 0..<node.outputCount {
      let tensor = try node.output(i)
      guard tensor.constantPosition == nil, arena.word(StateTable.tensor(tensor.index)) == StateTable.absent
      else { throw tensor.error(.orderViolated, .operationOutputs, value: i) }
      if preparation == .isStatic {
        arena.setWord(StateTable.tensor(tensor.index), staticTensor)
      } else {
        try request(tensor, at: node.index, model, arena, &requests)
      }
    }
    let slot = StateTable.scratch(node.index, tensorCount: model.tensors.count)
    switch preparation {
    case .isStatic:
      arena.setWord(slot, StateTable.absent)
    case .runs(let scratchBytes):
      arena.setWord(slot, 0)
      guard scratchBytes > 0 else { return }
      let id = model.tensors.count &+ node.index
      guard requests.append(arena, id: id, step: node.index, bytes: scratchBytes) else {
        throw noRoom(model, requests)
      }
    }
  }

  private static func request(
    _ tensor: Tensor, at step: Int, _ model: Model, _ arena: borrowing Arena, _ requests: inout RequestList
  ) throws(ModelError) {
    arena.setWord(StateTable.tensor(tensor.index), UInt32(truncatingIfNeeded: requests.count))
    guard requests.append(arena, id: tensor.index, step: step, bytes: tensor.byteCount) else {
      throw noRoom(model, requests)
    }
  }

  private static func noRoom(_ model: Model, _ requests: RequestList) -> ModelError {
    let most = RequestList.requestBytes &* (model.tensors.count &+ model.operators.count)
    return ModelError(.arenaTooSmall, .subgraphTensors, value: requests.start &+ most)
  }
}
