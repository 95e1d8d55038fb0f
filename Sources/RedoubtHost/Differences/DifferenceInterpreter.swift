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

  /// False where an output of the network is a constant: it is not followed.
  package private(set) var isComplete = true

  /// Runs what has no kernel for differences, on memory of its own.
  private let host: HostInterpreter
  package let stepCount: Int
  /// In no particular order.
  package private(set) var liveTensors: [LiveTensor] = []
  /// Weights and biases.
  package private(set) var constants: [ConstantRange] = []
  /// Places in `liveTensors`.
  private var inputs: [Int] = []
  private var outputs: [Int] = []
  private var layout: GoldenLayout
  /// As `liveTensors`.
  private var tensors = DifferingTensors(byteCounts: [])
  private var offsets: [Int] = []
  private final class Step {
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
    layout = GoldenLayout(operators: stepCount)
    for i in 0..<model.inputs.count {
      inputs.append(liveTensors.count)
      addTensor(try model.input(i), producer: -1)
    }
    var probes: [OperatorProbe] = []
    for step in 0..<stepCount {
      let node = try Node(model, step)
      let probe = try OperatorProbe(host, node)
      probes.append(probe)
      for output in probe.outputs { addTensor(output.tensor, producer: step) }
      for input in probe.inputs { extend(input.tensor.index, to: step) }
    }
    for i in 0..<model.outputs.count {
      let index = try model.output(i).index
      extend(index, to: stepCount)
      if let place = position(ofTensor: index) { outputs.append(place) } else { isComplete = false }
    }
    tensors = DifferingTensors(byteCounts: liveTensors.map(\.tensor.byteCount))
    for step in 0..<stepCount { try addStep(try Node(model, step), probes[step]) }
  }

  private func addTensor(_ tensor: Tensor, producer: Int) {
    guard let offset = host.plannedOffset(ofTensor: tensor.index) else { return }
    offsets.append(layout.reserve(tensor.byteCount))
    liveTensors.append(
      LiveTensor(
        tensor: tensor, offset: offset + host.tensorAreaStart, producer: producer, lastReader: producer))
  }

  private func extend(_ tensor: Int, to step: Int) {
    guard let i = position(ofTensor: tensor) else { return }
    liveTensors[i].lastReader = max(liveTensors[i].lastReader, step)
  }

  /// Place of a tensor in `liveTensors`.
  private func position(ofTensor index: Int) -> Int? {
    liveTensors.firstIndex { $0.tensor.index == index }
  }

  private func addStep(_ node: Node, _ probe: OperatorProbe) throws(ModelError) {
    guard host.plannedOffset(ofScratch: node.index) != nil else {
      // Its outputs follow from shapes and constants; it never runs.
      steps.append(Step())
      return
    }
    let inputPlaces = probe.inputs.compactMap { position(ofTensor: $0.tensor.index) }
    let outputPlaces = probe.outputs.compactMap { position(ofTensor: $0.tensor.index) }
    let (inputs, outputs) = (inputPlaces.map { tensors[$0] }, outputPlaces.map { tensors[$0] })
    let step = Step()
    let dense = DenseDifference(probe, inputs: inputs, outputs: outputs)
    step.dense = dense
    step.inputs = inputs
    step.outputs = outputPlaces.map { (tensors[$0], liveTensors[$0].lastReader) }
    if let operation = try WeightedOperator(node, rounding: host.rounding) {
      for constant in [operation.weights, operation.bias].compactMap({ $0 }) {
        constants.append(
          ConstantRange(
            bytes: KernelMemory.range(constant), step: node.index,
            isWeights: constant.index == operation.weights.index))
      }
      if let count = WeightedDifference.accumulators(operation) {
        step.weighted = unsafe WeightedDifference(
          operation, isa: probe.isa, model: host.model.bytes.baseAddress!, scratch: scratch, dense: dense,
          step: node.index,
          place: layout.reserve(count * 4), input: inputs[0], output: outputs[0])
      }
    }
    if let kernel = step.weighted {
      step.kernel = kernel
    } else if let kernel = try ElementDifference(node, probe, inputs: inputs, outputs: outputs) {
      step.kernel = kernel
      let subtracts = node.code == Sub.code
      if subtracts || node.code == Add.code {
        let sum = try subtracts ? Sub.parameters(node) : Add.parameters(node)
        step.kernel = AdditionDifference(
          redoubt_addition(sum, subtracts: subtracts), isa: probe.isa, kernel, first: inputs[0],
          second: inputs[1], output: outputs[0])
      }
    } else if let kernel = try MovementDifference(node, probe, inputs: inputs, outputs: outputs) {
      step.kernel = kernel
    } else if node.code == AveragePool2D.code || node.code == MaxPool2D.code, inputs.count == 1 {
      step.kernel = PoolDifference(
        try PoolWindow(node), isMaximum: node.code == MaxPool2D.code, step: node.index,
        place: layout.reserve(outputs[0].byteCount * 4), input: inputs[0], output: outputs[0])
    }
    if step.kernel == nil { step.kernel = dense }
    steps.append(step)
  }

  /// Working memory of the kernels, as large as the operator that needs most.
  private let scratch = StagingMemory()

  /// Where the tensors begin in the arena.
  package var tensorAreaStart: Int { host.tensorAreaStart }

  /// Bytes that a golden run takes.
  package var goldenBytes: Int { layout.byteCount }

  /// Bytes of a record: all network inputs one after the other.
  package var recordBytes: Int { inputs.reduce(0) { $0 + liveTensors[$1].tensor.byteCount } }

  /// Runs an inference on `record` and keeps what it leaves.
  ///
  /// - Parameters:
  ///   - record: `recordBytes` bytes.
  ///   - old: A run of this interpreter that is needed no longer: its memory is used again.
  package func record(_ record: [UInt8], replacing old: GoldenRun? = nil) throws(ModelError) -> GoldenRun {
    precondition(record.count == recordBytes, "a record has the size of the inputs")
    revert()
    if old != nil { selected = nil }
    old?.forget()
    var place = 0
    for index in inputs {
      let tensor = liveTensors[index].tensor
      try host.write(record[place..<place + tensor.byteCount], to: tensor)
      place += tensor.byteCount
    }
    let golden = old ?? GoldenRun(layout)
    keep(after: -1, in: golden)
    host.restart()
    for step in 0..<stepCount {
      _ = try host.step()
      keep(after: step, in: golden)
    }
    return golden
  }

  private func keep(after step: Int, in golden: GoldenRun) {
    for (live, place) in zip(liveTensors, offsets) where live.producer == step {
      unsafe (golden.memory.bytes.baseAddress! + place).copyMemory(
        from: host.arena.bytes.baseAddress! + live.offset, byteCount: live.tensor.byteCount)
    }
  }

  /// Makes a golden run the one that changes are relative to.
  package func select(_ golden: GoldenRun) {
    guard golden !== selected else { return }
    revert()
    selected = golden
    unsafe tensors.adopt(golden.memory.bytes.baseAddress!, offsets: offsets)
    for step in steps { step.kernel?.select(golden) }
  }

  /// Inverts bits of a byte of a tensor.
  ///
  /// - Parameter tensor: Place in `liveTensors`.
  package func flip(tensor: Int, byte: Int, mask: UInt8) { tensors[tensor].flip(byte, mask: mask) }

  /// Byte of the model file.
  package func modelByte(_ position: Int) -> UInt8 { unsafe host.model.bytes[position] }

  /// Runs an operator, if one of its inputs or of its constants has changed.
  ///
  /// - Parameter changes: Bytes of its weights and biases that have changed, each once.
  /// - Returns: The last step that reads what has changed by it; −1 where nothing has.
  package func run(_ index: Int, _ changes: [ConstantChange] = []) throws(ModelError) -> Int {
    let step = steps[index]
    var isChanged = false
    for input in step.inputs where input.isChanged { isChanged = true }
    if changes.isEmpty, !isChanged { return -1 }
    if changes.isEmpty {
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
    guard outputs.contains(where: { tensors[$0].isChanged }) else { return nil }
    var bytes: [UInt8] = []
    for index in outputs {
      let tensor = tensors[index]
      for i in 0..<tensor.byteCount { unsafe bytes.append(UInt8(bitPattern: tensor.bytes[i])) }
    }
    return bytes
  }

  /// Takes all changes back.
  package func revert() { tensors.revert() }
}
