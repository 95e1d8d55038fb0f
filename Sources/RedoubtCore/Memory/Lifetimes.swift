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
      let tensor = Int(try model.inputs.element(i, as: Int32.self))
      guard try provide(tensor, at: 0, model, arena, &requests) else {
        throw ModelError(.orderViolated, .subgraphInputs, index: i, value: tensor)
      }
    }
    for step in 0..<steps {
      do throws(ModelError) {
        try visit(try Node(model, step), model, arena, &requests, operators: operators)
      } catch {
        throw error.inOperator(step)
      }
    }
    for i in 0..<model.outputs.count {
      let tensor = Int(try model.outputs.element(i, as: Int32.self))
      guard try need(tensor, until: max(steps - 1, 0), orStatic: false, model, arena, &requests) else {
        throw ModelError(.orderViolated, .subgraphOutputs, index: i, value: tensor)
      }
    }
  }

  private static func visit<O: OperatorSet>(
    _ node: Node, _ model: Model, _ arena: borrowing Arena, _ requests: inout RequestList, operators: O.Type
  ) throws(ModelError) {
    let preparation = try O.prepare(node)
    let isStatic = preparation == .isStatic
    for i in 0..<node.inputCount {
      let tensor = try node.inputIndex(i)
      guard tensor != -1 else { continue }
      guard try need(tensor, until: isStatic ? 0 : node.index, orStatic: true, model, arena, &requests) else {
        throw ModelError(.orderViolated, .operationInputs, index: tensor, value: i)
      }
    }
    for i in 0..<node.outputCount {
      let tensor = try node.outputIndex(i)
      guard try provide(tensor, at: isStatic ? -1 : node.index, model, arena, &requests) else {
        throw ModelError(.orderViolated, .operationOutputs, index: tensor, value: i)
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

  /// Notes that a tensor is written at a step; −1 for one that is static.
  ///
  /// - Returns: False for a constant, and for a tensor that has been written before.
  @inline(never)
  private static func provide(
    _ index: Int, at step: Int, _ model: Model, _ arena: borrowing Arena, _ requests: inout RequestList
  ) throws(ModelError) -> Bool {
    let tensor = try model.tensor(index)
    guard tensor.constantPosition == nil, arena.word(StateTable.tensor(index)) == StateTable.absent else {
      return false
    }
    arena.setWord(
      StateTable.tensor(index), step < 0 ? staticTensor : UInt32(truncatingIfNeeded: requests.count))
    guard step < 0 || requests.append(arena, id: index, step: step, bytes: tensor.byteCount) else {
      throw noRoom(model, requests)
    }
    return true
  }

  /// Notes that a tensor is read at a step.
  ///
  /// - Parameter orStatic: Whether it may be static.
  /// - Returns: False for one that is not there by then.
  @inline(never)
  private static func need(
    _ index: Int, until step: Int, orStatic: Bool, _ model: Model, _ arena: borrowing Arena,
    _ requests: inout RequestList
  ) throws(ModelError) -> Bool {
    if try model.tensor(index).constantPosition != nil { return true }
    guard let request = arena.word(StateTable.tensor(index)), request != StateTable.absent else {
      return false
    }
    if request == staticTensor { return orStatic }
    requests.extend(arena, Int(truncatingIfNeeded: request), to: step)
    return true
  }

  private static func noRoom(_ model: Model, _ requests: RequestList) -> ModelError {
    let most = RequestList.requestBytes &* (model.tensors.count &+ model.operators.count)
    return ModelError(.arenaTooSmall, .subgraphTensors, value: requests.start &+ most)
  }
}
