import RedoubtCore
import RedoubtHost
import RedoubtModel

extension MemoryMap {
  /// The map of a model as an interpreter holds it, before anything in it was changed.
  public init(_ interpreter: HostInterpreter) throws(ModelError) {
    let model = try interpreter.readModel()
    let summary = try ModelSummary(interpreter)
    let file = interpreter.modelBytes(0..<interpreter.modelByteCount)
    var facts = try Self.facts(model, summary)
    let layout = try HardenedLayout(interpreter)
    facts.hardening = layout
    var tensorsRead: [Set<Int>] = []
    for step in 0..<model.operators.count {
      let node = try Node(model, step)
      var read: Set<Int> = []
      for i in 0..<node.inputCount { read.insert(try node.inputIndex(i)) }
      tensorsRead.append(read)
    }
    self.init(
      file: ModelWalk.entries(file, facts), arena: try Self.arena(summary, model, facts),
      tensorsRead: tensorsRead, inputTensors: Set(summary.inputs.map(\.index)),
      outputTensors: Set(summary.outputs.map(\.index)), tensorAreaStart: summary.tensorAreaStart,
      arenaBytes: summary.plan.requiredBytes, hardening: layout)
  }

  private static func facts(_ model: Model, _ summary: ModelSummary) throws(ModelError) -> ModelWalk.Facts {
    let last = max(0, model.operators.count - 1)
    var facts = ModelWalk.Facts(
      tensorSteps: Array(repeating: nil, count: model.tensors.count), codeSteps: [], constants: [:],
      operatorOfTensor: [:], steps: 0...last, hasStaticOperators: summary.operators.contains { $0.isStatic })
    func widen(_ steps: inout ClosedRange<Int>?, _ step: Int) {
      steps = min(steps?.lowerBound ?? step, step)...max(steps?.upperBound ?? step, step)
    }
    for i in 0..<model.inputs.count { widen(&facts.tensorSteps[try model.input(i).index], 0) }
    for i in 0..<model.outputs.count { widen(&facts.tensorSteps[try model.output(i).index], last) }
    for step in 0..<model.operators.count {
      let node = try Node(model, step)
      for i in 0..<node.inputCount {
        let index = try node.inputIndex(i)
        guard index >= 0 else { continue }
        widen(&facts.tensorSteps[index], step)
        let tensor = try model.tensor(index)
        guard tensor.constantPosition != nil else { continue }
        if facts.operatorOfTensor[index] == nil { facts.operatorOfTensor[index] = step }
        if facts.constants[index] == nil {
          facts.constants[index] = constantOwner(node, input: i, tensor)
        }
      }
      for i in 0..<node.outputCount {
        let index = try node.outputIndex(i)
        widen(&facts.tensorSteps[index], step)
        facts.operatorOfTensor[index] = step
      }
    }
    // Operator codes are few and shared: all steps.
    facts.codeSteps = Array(repeating: 0...last, count: 256)
    return facts
  }

  private static func constantOwner(_ node: Node, input: Int, _ tensor: Tensor) -> MemoryOwner {
    let shape = tensor.shape
    switch (node.code, input) {
    case (3, 1), (9, 1):
      return MemoryOwner(
        .weights, operatorIndex: node.index, tensorIndex: tensor.index,
        units: .contiguous(elementsPerUnit: shape.count / max(1, shape[0])))
    case (4, 1):
      return MemoryOwner(
        .weights, operatorIndex: node.index, tensorIndex: tensor.index,
        units: .interleaved(channels: shape.last))
    case (3, 2), (4, 2), (9, 2):
      return MemoryOwner(
        .biases, operatorIndex: node.index, tensorIndex: tensor.index, elementBytes: 4,
        units: .contiguous(elementsPerUnit: 1))
    default:
      return MemoryOwner(
        .constant, operatorIndex: node.index, tensorIndex: tensor.index,
        detail: "constant operand \(input) of operator \(node.index)",
        elementBytes: tensor.type.byteCount)
    }
  }

  private static func arena(
    _ summary: ModelSummary, _ model: Model, _ facts: ModelWalk.Facts
  ) throws(ModelError) -> [Entry] {
    let start = summary.tensorAreaStart
    var entries: [Entry] = []
    // A word counts from initialisation to the last step that reads it.
    func word(
      _ index: Int, _ detail: String, until last: Int?, operatorIndex: Int? = nil, tensorIndex: Int? = nil
    ) {
      entries.append(
        Entry(
          range: 4 * index..<4 * index + 4,
          owner: MemoryOwner(
            .state, operatorIndex: operatorIndex, tensorIndex: tensorIndex, detail: detail, elementBytes: 4),
          steps: last.map { 0...$0 }))
    }
    let last = facts.steps.upperBound
    word(0, "state word: next step", until: last)
    word(1, "state word: number of tensors", until: last)
    word(2, "state word: number of operators", until: last)
    word(3, "state word: offset of the tensor area", until: last)
    let tensors = model.tensors.count
    for i in 0..<tensors {
      let isConstant = try model.tensor(i).constantPosition != nil
      word(
        4 + i, "state word: offset of tensor \(i)",
        until: isConstant ? nil : facts.tensorSteps[i]?.upperBound, tensorIndex: i)
    }
    for i in 0..<model.operators.count {
      word(
        4 + tensors + i, "state word: scratch offset of operator \(i)", until: i, operatorIndex: i)
    }
    let stateEnd = 4 * (4 + tensors + model.operators.count)
    if stateEnd < start {
      entries.append(
        Entry(range: stateEnd..<start, owner: MemoryOwner(.padding, detail: "padding"), steps: nil))
    }
    for placement in summary.placements {
      let range = start + placement.offset..<start + placement.end
      guard let tensor = placement.tensor else {
        let bytes = min(range.count, try pairBytes(Node(model, placement.steps.lowerBound)))
        guard bytes > 0 else { continue }
        let owner = MemoryOwner(
          .scratch, operatorIndex: placement.steps.lowerBound, elementBytes: 4,
          units: .contiguous(elementsPerUnit: 2))
        entries.append(
          Entry(
            range: range.lowerBound..<range.lowerBound + bytes, owner: owner, steps: placement.steps))
        continue
      }
      let owner = MemoryOwner(
        .tensor, operatorIndex: facts.operatorOfTensor[tensor.index], tensorIndex: tensor.index,
        elementBytes: tensor.type.byteCount, units: .interleaved(channels: tensor.shape.last ?? 1))
      entries.append(Entry(range: range, owner: owner, steps: placement.steps))
    }
    return entries
  }

  /// Bytes of multipliers and shifts that the reference kernel of an operator keeps in its scratch memory. What the
  /// kernels of microcontrollers hold there beside them has no counterpart in the reference kernel's loop nest.
  private static func pairBytes(_ node: Node) throws(ModelError) -> Int {
    switch node.code {
    case Conv2D.code: 8 * (try Conv2D.parameters(node)).scales.channels
    case DepthwiseConv2D.code: 8 * (try DepthwiseConv2D.parameters(node)).scales.channels
    case FullyConnected<TFLM>.code: 8 * ((try FullyConnectedParameters(node)).perChannel?.channels ?? 0)
    default: 0
    }
  }
}
