import RedoubtCore
import RedoubtIntrinsics

/// Repeats inferences in which few bytes change, by following the differences from a golden run instead of computing
/// every operator again.
///
///     let golden = try interpreter.record(input)
///     interpreter.select(golden)
///     interpreter.flip(…); try interpreter.run(step); …
///     interpreter.revert()
///
/// An operator that has a kernel for differences adds them to what the golden run has kept; any other is computed as
/// a whole from the changed inputs and compared. Every output byte equals that of an inference from the start.
@safe package final class DifferenceInterpreter {
  /// A tensor with memory, and when it holds what.
  package struct LiveTensor {
    package let tensor: Tensor
    /// First byte in the arena.
    package let offset: Int
    /// The step that writes it, −1 for a network input, and the last step that reads it; the number of steps for an
    /// output.
    package fileprivate(set) var producer, lastReader: Int
  }

  /// Constant bytes that an operator reads, and whose changes it can follow.
  package struct ConstantRange {
    package let bytes: Range<Int>
    package let step: Int
    /// int8 weights; otherwise an int32 bias.
    package let isWeights: Bool
  }

  /// Runs what has no kernel for differences, on memory of its own.
  private let host: HostInterpreter
  package let stepCount: Int
  /// In no particular order.
  package private(set) var liveTensors: [LiveTensor] = []
  /// Weights and biases.
  package private(set) var constants: [ConstantRange] = []
  private let inputs, outputs: [Int]
  private var layout: GoldenLayout
  /// By tensor index.
  private var tensors: [DifferingTensor?]
  private struct Step {
    var kernel: (any DifferenceKernel)?
    var weighted: WeightedDifference?
    var dense: DenseDifference?
    var inputs: [DifferingTensor] = []
    var outputs: [(tensor: DifferingTensor, lastReader: Int)] = []
  }
  private var steps: [Step] = []
  private var selected: GoldenRun?

  /// - Throws: What is wrong with the model.
  package init(
    _ file: [UInt8], rounding: Rounding = .tflm, path: KernelPath = .fastest
  ) throws(ModelError) {
    host = try HostInterpreter(file, rounding: rounding, path: path)
    let model = try host.readModel()
    stepCount = host.stepCount
    layout = GoldenLayout(tensors: model.tensors.count, operators: stepCount)
    tensors = Array(repeating: nil, count: model.tensors.count)
    var inputs: [Int] = []
    for i in 0..<model.inputs.count { inputs.append(try model.input(i).index) }
    var outputs: [Int] = []
    for i in 0..<model.outputs.count { outputs.append(try model.output(i).index) }
    (self.inputs, self.outputs) = (inputs, outputs)
    for index in inputs { try addTensor(try model.tensor(index), producer: -1) }
    var probes: [OperatorProbe] = []
    for step in 0..<stepCount {
      let node = try Node(model, step)
      let probe = try OperatorProbe(host, node)
      probes.append(probe)
      for output in probe.outputs { try addTensor(output.tensor, producer: step) }
      for input in probe.inputs { extend(input.tensor.index, to: step) }
    }
    for index in outputs { extend(index, to: stepCount) }
    for step in 0..<stepCount { try addStep(try Node(model, step), probes[step]) }
  }

  private func addTensor(_ tensor: Tensor, producer: Int) throws(ModelError) {
    guard let offset = host.plannedOffset(ofTensor: tensor.index) else { return }
    layout.addTensor(tensor.index, byteCount: tensor.byteCount)
    tensors[tensor.index] = DifferingTensor(byteCount: tensor.byteCount)
    liveTensors.append(
      LiveTensor(
        tensor: tensor, offset: offset + host.tensorAreaStart, producer: producer, lastReader: producer))
  }

  private func extend(_ tensor: Int, to step: Int) {
    guard let i = liveTensors.firstIndex(where: { $0.tensor.index == tensor }) else { return }
    liveTensors[i].lastReader = max(liveTensors[i].lastReader, step)
  }

  private func addStep(_ node: Node, _ probe: OperatorProbe) throws(ModelError) {
    guard host.plannedOffset(ofScratch: node.index) != nil else {
      // Its outputs follow from shapes and constants; it never runs.
      steps.append(Step())
      return
    }
    let inputs = probe.inputs.compactMap { tensors[$0.tensor.index] }
    let outputs = probe.outputs.compactMap { tensors[$0.tensor.index] }
    var step = Step()
    step.inputs = inputs
    step.outputs = zip(probe.outputs, outputs).map { operand, tensor in
      (tensor, liveTensors.first { $0.tensor.index == operand.tensor.index }?.lastReader ?? 0)
    }
    if let operation = try WeightedOperator(node, rounding: host.rounding) {
      for constant in [operation.weights, operation.bias].compactMap({ $0 }) {
        constants.append(
          ConstantRange(
            bytes: KernelMemory.range(constant), step: node.index,
            isWeights: constant.index == operation.weights.index))
      }
      if let count = WeightedDifference.accumulators(operation) {
        layout.addAccumulators(of: node.index, count: count)
        let memory = unsafe KernelMemory(
          isa: host.path.isa ?? REDOUBT_ISA_PORTABLE, model: host.model.bytes.baseAddress!, staging: scratch)
        step.weighted = WeightedDifference(
          operation, memory, step: node.index, place: layout.accumulators[node.index] ?? 0, input: inputs[0],
          output: outputs[0])
      }
    }
    if let kernel = step.weighted {
      step.kernel = kernel
    } else if let kernel = try ElementDifference(node, probe, inputs: inputs, outputs: outputs) {
      step.kernel = kernel
    } else if let kernel = try MovementDifference(node, probe, inputs: inputs, outputs: outputs) {
      step.kernel = kernel
    } else if inputs.count == 1, outputs.count == 1,
      let kernel = try PoolDifference(node, input: inputs[0], output: outputs[0])
    {
      step.kernel = kernel
    }
    let dense = DenseDifference(probe, inputs: inputs, outputs: outputs)
    step.dense = dense
    if step.kernel == nil { step.kernel = dense }
    steps.append(step)
  }

  private let scratch = StagingMemory()

  /// Where the tensors begin in the arena.
  package var tensorAreaStart: Int { host.tensorAreaStart }

  /// Bytes that a golden run takes.
  package var goldenBytes: Int { layout.byteCount }

  /// Bytes of a record: all network inputs one after the other.
  package var recordBytes: Int { inputs.reduce(0) { $0 + (tensors[$1]?.byteCount ?? 0) } }

  /// Runs an inference on `record` and keeps what it leaves.
  ///
  /// - Parameter record: `recordBytes` bytes.
  package func record(_ record: [UInt8]) throws(ModelError) -> GoldenRun {
    precondition(record.count == recordBytes, "a record has the size of the inputs")
    revert()
    let model = try host.readModel()
    var place = 0
    for index in inputs {
      let tensor = try model.tensor(index)
      try host.write(record[place..<place + tensor.byteCount], to: tensor)
      place += tensor.byteCount
    }
    let golden = GoldenRun(layout)
    keep(after: -1, in: golden)
    host.restart()
    for step in 0..<stepCount {
      _ = try host.step()
      keep(after: step, in: golden)
    }
    return golden
  }

  private func keep(after step: Int, in golden: GoldenRun) {
    for live in liveTensors where live.producer == step {
      guard let place = layout.tensors[live.tensor.index] else { continue }
      unsafe (golden.memory.bytes.baseAddress! + place).copyMemory(
        from: host.arena.bytes.baseAddress! + live.offset, byteCount: live.tensor.byteCount)
    }
  }

  /// Makes a golden run the one that changes are relative to.
  package func select(_ golden: GoldenRun) {
    guard golden !== selected else { return }
    revert()
    selected = golden
    for (index, tensor) in tensors.enumerated() {
      guard let tensor, let place = layout.tensors[index] else { continue }
      unsafe tensor.bytes = (golden.memory.bytes.baseAddress! + place).assumingMemoryBound(to: Int8.self)
    }
    for step in steps { step.kernel?.select(golden) }
  }

  /// Inverts bits of a byte of a tensor.
  package func flip(tensor index: Int, byte: Int, mask: UInt8) { tensors[index]?.flip(byte, mask: mask) }

  /// Byte of the model file.
  package func modelByte(_ position: Int) -> UInt8 { unsafe host.model.bytes[position] }

  /// Runs an operator, if one of its inputs or of its constants has changed.
  ///
  /// - Parameter changes: Bytes of its weights and biases that have changed, each once.
  /// - Returns: The last step that reads what has changed by it; −1 where nothing has.
  package func run(_ index: Int, _ changes: [ConstantChange] = []) throws(ModelError) -> Int {
    let step = steps[index]
    let isChanged = step.inputs.contains { $0.isChanged }
    if changes.isEmpty {
      guard isChanged else { return -1 }
      try step.kernel?.propagate()
    } else if let weighted = step.weighted, !isChanged {
      weighted.propagate(changes)
    } else {
      try step.dense?.propagate(changes)
    }
    var last = -1
    for output in step.outputs where output.tensor.isChanged { last = max(last, output.lastReader) }
    return last
  }

  /// All network outputs, one after the other, if any byte of them has changed.
  package func changedOutputs() -> [UInt8]? {
    guard outputs.contains(where: { tensors[$0]?.isChanged ?? false }) else { return nil }
    var bytes: [UInt8] = []
    for index in outputs {
      guard let tensor = tensors[index] else { continue }
      for i in 0..<tensor.byteCount { unsafe bytes.append(UInt8(bitPattern: tensor.bytes[i])) }
    }
    return bytes
  }

  /// Takes all changes back.
  package func revert() {
    for tensor in tensors { tensor?.revert() }
  }
}
