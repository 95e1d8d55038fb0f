import RedoubtCore

/// Which reference engine's bytes an inference gives where the two differ.
public enum Rounding: String, CaseIterable, Sendable {
  /// TensorFlow Lite Micro, what microcontrollers run.
  case tflm
  /// LiteRT's reference kernels.
  case litert
}

/// An interpreter with memory of its own: the model's bytes and the arena live on the heap, and may be changed
/// between steps.
///
/// Operators with many multiply-accumulates run on vector kernels that keep a repacked copy of their weights.
/// The bytes of the model stay the truth: whoever changes some calls `modelDidChange`.
@safe public final class HostInterpreter {
  /// The model file, a private copy.
  public let model: AlignedMemory
  /// State table, tensors and scratch memory, exactly as large as the plan asks for.
  public let arena: AlignedMemory
  /// Whose roundings the inference follows.
  public let rounding: Rounding
  /// Kernels that operators with many multiply-accumulates run on.
  public let path: KernelPath
  let interpreter: Interpreter
  private let staging = StagingMemory()
  /// The prepared kernel of each operator, nil where the reference kernel runs.
  private(set) var kernels: [(any FastKernel)?] = []

  /// Largest arena that is allocated.
  public static let largestArenaBytes = 1 << 30

  /// Checks the model, plans its memory and allocates it.
  ///
  /// - Parameters:
  ///   - file: The bytes of a `.tflite` file.
  ///   - path: Kernels to run on; must be available on this machine.
  public init(
    _ file: [UInt8], rounding: Rounding = .tflm, path: KernelPath = .fastest
  ) throws(ModelError) {
    precondition(path.isAvailable, "this machine cannot run the kernel path")
    guard !file.isEmpty else { throw ModelError(.notAModel, .fileHeader) }
    let model = AlignedMemory(byteCount: file.count)
    unsafe model.bytes.copyBytes(from: file)
    self.model = model
    self.rounding = rounding
    self.path = path
    let bytes = unsafe ModelBytes(unsafeAdopting: UnsafeRawBufferPointer(model.bytes))
    // The arena's size is known only after planning, and planning needs an arena: an attempt that finds too
    // little says what it needs.
    var size = 1 << 16
    while true {
      let arena = AlignedMemory(byteCount: size)
      do throws(ModelError) {
        let attempt = try Self.open(bytes, arena, rounding)
        if attempt.plan.requiredBytes == size {
          self.arena = arena
          self.interpreter = attempt
          break
        }
        size = attempt.plan.requiredBytes
      } catch {
        guard error.reason == .arenaTooSmall, error.value > size, error.value <= Self.largestArenaBytes else {
          throw error
        }
        size = Int(error.value)
      }
    }
    prepareKernels()
  }

  private static func open(
    _ bytes: ModelBytes, _ arena: AlignedMemory, _ rounding: Rounding
  ) throws(ModelError) -> Interpreter {
    let memory = unsafe Arena(unsafeAdopting: arena.bytes)
    switch rounding {
    case .tflm: return try Interpreter(model: bytes, arena: memory, operators: AllOperators<TFLM>.self)
    case .litert: return try Interpreter(model: bytes, arena: memory, operators: AllOperators<LiteRT>.self)
    }
  }

  /// What the model needs in RAM; `arena` is as large as `requiredBytes`.
  public var plan: MemoryPlan { interpreter.plan }
  /// Number of operators of the model.
  public var stepCount: Int { interpreter.stepCount }
  /// The operator that runs next; `stepCount` when the inference is done.
  public var nextStep: Int { interpreter.nextStep }

  /// The model's tables, read anew.
  public func readModel() throws(ModelError) -> Model { try Model(interpreter.memory.model) }

  /// Runs a whole inference on what the input tensors hold.
  public func run() throws(ModelError) {
    restart()
    while try step() {}
  }

  /// Begins a new inference.
  public func restart() { interpreter.restart() }

  /// Runs the next operator; false when there is none left.
  public func step() throws(ModelError) -> Bool {
    let index = interpreter.nextStep
    if kernels.indices.contains(index), let kernel = kernels[index] {
      kernel.run()
      interpreter.skip()
      return true
    }
    return try stepOnReference()
  }

  /// Runs the next operator on the core's own kernels, whatever the path: for memory in which tables were changed, so
  /// that what the fast kernels were prepared for no longer holds.
  package func stepOnReference() throws(ModelError) -> Bool {
    switch rounding {
    case .tflm: return try interpreter.step(AllOperators<TFLM>.self)
    case .litert: return try interpreter.step(AllOperators<LiteRT>.self)
    }
  }

  /// Takes over a change of weights or biases in the fast kernels that hold them; nothing where none does.
  package func constantsDidChange(_ changed: Range<Int>) {
    for kernel in kernels {
      guard let kernel, kernel.constants.contains(where: { $0.overlaps(changed) }) else { continue }
      kernel.update(changed)
    }
  }

  /// Takes over a change of the model's bytes.
  ///
  /// Changed weights and biases cost the repacking of their channels; a change of anything else prepares every
  /// kernel anew, and operators that can no longer be read run on the reference path, which reports why.
  public func modelDidChange(_ changed: Range<Int>) {
    guard path != .reference else { return }
    let covered = kernels.lazy.compactMap { $0 }.flatMap(\.constants).contains {
      !changed.isEmpty && $0.clamped(to: changed) == changed
    }
    guard covered else { return prepareKernels() }
    for kernel in kernels { kernel?.update(changed) }
  }

  /// Takes over a change of the state table (the arena's first `plan.stateBytes`): offsets may have moved.
  public func stateDidChange() { prepareKernels() }

  private func prepareKernels() {
    kernels = []
    guard let isa = path.isa, let model = try? readModel() else { return }
    let memory = unsafe KernelMemory(
      isa: isa, model: self.model.bytes.baseAddress!, staging: staging)
    // Counted by the file: the state table's count may have been struck.
    for index in 0..<model.operators.count {
      // What cannot be read stays with the reference path, which throws the reason when the step comes.
      kernels.append((try? prepare(Node(model, index), memory)) ?? nil)
    }
  }

  private func prepare(_ node: Node, _ memory: KernelMemory) throws(ModelError) -> (any FastKernel)? {
    if let operation = try WeightedOperator(node, rounding: rounding) {
      guard let (input, output) = try unsafe places(operation.input, operation.output) else { return nil }
      return unsafe FastWeightedKernel(operation, memory, input: input, output: output)
    }
    switch node.code {
    case Add.code: return try addition(try Add.parameters(node), subtracts: false, memory)
    case Sub.code: return try addition(try Sub.parameters(node), subtracts: true, memory)
    case AveragePool2D.code:
      let window = try PoolWindow(node)
      guard let (input, output) = try unsafe places(window.input, window.output) else { return nil }
      return unsafe FastAveragePool(window, input: input, output: output)
    case Reshape.code:
      let p = try Reshape.Parameters(node)
      guard let (input, output) = try unsafe places(p.input, p.output) else { return nil }
      return unsafe FastReshape(byteCount: p.input.byteCount, input: input, output: output)
    default: return nil
    }
  }

  private func addition(
    _ sum: SumParameters, subtracts: Bool, _ memory: KernelMemory
  ) throws(ModelError) -> FastAddition? {
    guard let first = try unsafe place(sum.first),
      let (second, output) = try unsafe places(sum.second, sum.output)
    else { return nil }
    return unsafe FastAddition(
      sum, subtracts: subtracts, memory, places: (first: first, second: second, output: output))
  }

  private func places(
    _ input: Tensor, _ output: Tensor
  ) throws(ModelError) -> (UnsafeMutablePointer<Int8>, UnsafeMutablePointer<Int8>)? {
    guard let first = try unsafe place(input), let second = try unsafe place(output) else { return nil }
    return unsafe (first, second)
  }

  /// The first byte of a tensor in the file or in the arena, nil where it leaves the arena.
  private func place(_ tensor: Tensor) throws(ModelError) -> UnsafeMutablePointer<Int8>? {
    if let position = tensor.constantPosition {
      return unsafe (model.bytes.baseAddress! + position).assumingMemoryBound(to: Int8.self)
    }
    let offset = try interpreter.memory.offset(tensor)
    guard unsafe offset <= arena.bytes.count - tensor.byteCount else { return nil }
    return unsafe (arena.bytes.baseAddress! + offset).assumingMemoryBound(to: Int8.self)
  }

  /// The bytes of a tensor, as the target would hold them.
  public func read(_ tensor: Tensor) throws(ModelError) -> [UInt8] { try interpreter.memory.copy(tensor) }

  /// Sets the bytes of a tensor in the arena.
  ///
  /// - Parameter bytes: `tensor.byteCount` bytes.
  public func write<C: Collection<UInt8>>(_ bytes: C, to tensor: Tensor) throws(ModelError) {
    precondition(bytes.count == tensor.byteCount, "a record has the size of the tensor")
    try interpreter.memory.store(bytes, to: tensor)
  }
}

extension TensorMemory {
  func copy(_ tensor: Tensor) throws(ModelError) -> [UInt8] {
    let span = try read(tensor, as: UInt8.self)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(span.count)
    for i in 0..<span.count { bytes.append(span[i]) }
    return bytes
  }

  func store<C: Collection<UInt8>>(_ bytes: C, to tensor: Tensor) throws(ModelError) {
    var span = try write(tensor, as: UInt8.self)
    // As an array: this generic code would fetch each byte of another collection by a dynamic call.
    let bytes = Array(bytes)
    for i in 0..<span.count { span[i] = bytes[i] }
  }
}
