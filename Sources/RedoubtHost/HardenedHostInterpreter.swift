import RedoubtCore

/// A hardened model on a host: the core's interpreter that votes, on memory that may be changed between steps.
///
/// Runs the reference kernels. The parameter banks are part of the file's copy; the activation banks are memories of their
/// own.
@safe public final class HardenedHostInterpreter: RunnableModel {
  /// The model file with its banks, a private copy.
  public let model: AlignedMemory
  /// State table, counters, tensors and scratch memory, exactly as large as the plan asks for.
  public let arena: AlignedMemory
  /// Copies 1 and 2 of activations; at least one byte each.
  public let activations1, activations2: AlignedMemory
  /// Whose roundings the inference follows.
  public let rounding: Rounding
  let interpreter: HardenedInterpreter

  /// Checks model, hardening table and banks, plans the memory and allocates it.
  ///
  /// - Parameter file: The bytes of a hardened `.tflite` file.
  /// - Throws: `.missing` for a model that is not hardened, `.protectionInvalid` for what cannot be used.
  public init(_ file: [UInt8], rounding: Rounding = .tflm) throws(ModelError) {
    guard let deployment = try HardenedDeployment(file) else { throw ModelError(.missing, .modelMetadata) }
    let model = AlignedMemory(byteCount: file.count)
    unsafe model.bytes.copyBytes(from: file)
    let banks = (0..<2).map { _ in AlignedMemory(byteCount: max(1, deployment.activationBytes)) }
    self.model = model
    self.rounding = rounding
    (activations1, activations2) = (banks[0], banks[1])
    // As for a plain model: an attempt that finds too little memory says what it needs.
    var size = 1 << 16
    while true {
      let arena = AlignedMemory(byteCount: size)
      do throws(ModelError) {
        let attempt = try Self.open(model, arena, banks, rounding)
        let needed = attempt.interpreter.plan.requiredBytes
        if needed == size {
          self.arena = arena
          self.interpreter = attempt
          return
        }
        size = needed
      } catch {
        guard error.reason == .arenaTooSmall, error.value > size,
          error.value <= HostInterpreter.largestArenaBytes
        else { throw error }
        size = Int(error.value)
      }
    }
  }

  /// The hardened model that a plain interpreter has loaded; nil where it is not hardened.
  public convenience init?(_ plain: HostInterpreter) throws(ModelError) {
    let file = plain.modelBytes(0..<plain.modelByteCount)
    guard try HardenedDeployment(file) != nil else { return nil }
    try self.init(file, rounding: plain.rounding)
  }

  private static func open(
    _ model: AlignedMemory, _ arena: AlignedMemory, _ banks: [AlignedMemory], _ rounding: Rounding
  ) throws(ModelError) -> HardenedInterpreter {
    let bytes = unsafe ModelBytes(unsafeAdopting: UnsafeRawBufferPointer(model.bytes))
    let memory = unsafe Arena(unsafeAdopting: arena.bytes)
    let replicas = unsafe ReplicaMemory(
      activations1: Arena(unsafeAdopting: banks[0].bytes), activations2: Arena(unsafeAdopting: banks[1].bytes)
    )
    switch rounding {
    case .tflm:
      return try HardenedInterpreter(
        model: bytes, arena: memory, replicas: replicas, operators: AllOperators<TFLM>.self)
    case .litert:
      return try HardenedInterpreter(
        model: bytes, arena: memory, replicas: replicas, operators: AllOperators<LiteRT>.self)
    }
  }

  /// What the arena has to hold; the voters' counters are part of it, the activation banks are not.
  public var plan: MemoryPlan { interpreter.interpreter.plan }
  /// Number of operators of the model.
  public var stepCount: Int { interpreter.interpreter.stepCount }
  /// The operator that runs next; `stepCount` when the inference is done.
  public var nextStep: Int { interpreter.interpreter.nextStep }

  /// What the votes have found since initialisation.
  public var counters: Voter { interpreter.counters }

  /// The tables of the file, read anew.
  public func readModel() throws(ModelError) -> Model { try Model(interpreter.interpreter.memory.model) }

  /// Runs all operators, with votes.
  ///
  /// - Throws: `ModelError` where memory has changed since the initialisation.
  public func run() throws(ModelError) {
    try begin()
    while try step() {}
    try end()
  }

  /// Begins a new inference on what the input tensors hold: stores the copies of protected inputs.
  public func begin() throws(ModelError) { try interpreter.begin() }

  /// Votes, then runs the next operator; false when there is none left.
  public func step() throws(ModelError) -> Bool {
    switch rounding {
    case .tflm: return try interpreter.step(AllOperators<TFLM>.self)
    case .litert: return try interpreter.step(AllOperators<LiteRT>.self)
    }
  }

  /// As `step()`, with the virtual registers of a simulator: every computation of an operator with weights passes through
  /// the datapath, those of units that are computed three times one after the other.
  package func step<D: Datapath>(_ datapath: inout D) throws(ModelError) -> Bool {
    switch rounding {
    case .tflm: return try interpreter.step(AllOperators<TFLM>.self, &datapath)
    case .litert: return try interpreter.step(AllOperators<LiteRT>.self, &datapath)
    }
  }

  /// Ends an inference: votes the protected outputs.
  public func end() throws(ModelError) { try interpreter.end() }

  /// The bytes of a tensor's first copy.
  public func read(_ tensor: Tensor) throws(ModelError) -> [UInt8] {
    try interpreter.interpreter.memory.copy(tensor)
  }

  /// Writes a tensor's first copy, before `begin()`.
  ///
  /// - Parameter bytes: As many as the tensor has.
  public func write<C: Collection<UInt8>>(_ bytes: C, to tensor: Tensor) throws(ModelError) {
    precondition(bytes.count == tensor.byteCount, "a record has the size of the tensor")
    try interpreter.interpreter.memory.store(bytes, to: tensor)
  }
}
