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
public final class HostInterpreter {
  /// The model file, a private copy.
  public let model: AlignedMemory
  /// State table, tensors and scratch memory, exactly as large as the plan asks for.
  public let arena: AlignedMemory
  public let rounding: Rounding
  let interpreter: Interpreter

  /// Largest arena that is allocated.
  public static let largestArenaBytes = 1 << 30

  /// Checks the model, plans its memory and allocates it.
  ///
  /// - Parameter file: The bytes of a `.tflite` file.
  public init(_ file: [UInt8], rounding: Rounding = .tflm) throws(ModelError) {
    guard !file.isEmpty else { throw ModelError(.notAModel, .fileHeader) }
    let model = AlignedMemory(byteCount: file.count)
    unsafe model.bytes.copyBytes(from: file)
    self.model = model
    self.rounding = rounding
    let bytes = unsafe ModelBytes(unsafeAdopting: UnsafeRawBufferPointer(model.bytes))
    // The arena's size is known only after planning, and planning needs an arena: an attempt that finds too
    // little says what it needs.
    var size = 1 << 16
    while true {
      let arena = AlignedMemory(byteCount: size)
      do throws(ModelError) {
        let attempt = try Self.open(bytes, arena, rounding)
        guard attempt.plan.requiredBytes < size else {
          self.arena = arena
          self.interpreter = attempt
          return
        }
        size = attempt.plan.requiredBytes
      } catch {
        guard error.reason == .arenaTooSmall, error.value > size, error.value <= Self.largestArenaBytes else {
          throw error
        }
        size = Int(error.value)
      }
    }
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

  public var plan: MemoryPlan { interpreter.plan }
  public var stepCount: Int { interpreter.stepCount }

  /// The model's tables, read anew.
  public func readModel() throws(ModelError) -> Model { try Model(interpreter.memory.model) }

  /// Runs a whole inference on what the input tensors hold.
  public func run() throws(ModelError) {
    switch rounding {
    case .tflm: try interpreter.run(AllOperators<TFLM>.self)
    case .litert: try interpreter.run(AllOperators<LiteRT>.self)
    }
  }

  /// Begins a new inference.
  public func restart() { interpreter.restart() }

  /// Runs the next operator; false when there is none left.
  public func step() throws(ModelError) -> Bool {
    switch rounding {
    case .tflm: try interpreter.step(AllOperators<TFLM>.self)
    case .litert: try interpreter.step(AllOperators<LiteRT>.self)
    }
  }

  /// The bytes of a tensor, as the target would hold them.
  public func read(_ tensor: Tensor) throws(ModelError) -> [UInt8] {
    try interpreter.memory.copy(tensor)
  }

  /// Sets the bytes of a tensor in the arena.
  ///
  /// - Parameter bytes: `tensor.byteCount` bytes.
  public func write<C: Collection<UInt8>>(_ bytes: C, to tensor: Tensor) throws(ModelError) {
    precondition(bytes.count == tensor.byteCount, "a record has the size of the tensor")
    try interpreter.memory.store(bytes, to: tensor)
  }
}

extension TensorMemory {
  fileprivate func copy(_ tensor: Tensor) throws(ModelError) -> [UInt8] {
    let span = try read(tensor, as: UInt8.self)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(span.count)
    for i in 0..<span.count { bytes.append(span[i]) }
    return bytes
  }

  fileprivate func store<C: Collection<UInt8>>(_ bytes: C, to tensor: Tensor) throws(ModelError) {
    var span = try write(tensor, as: UInt8.self)
    for (place, byte) in bytes.enumerated() { span[place] = byte }
  }
}
