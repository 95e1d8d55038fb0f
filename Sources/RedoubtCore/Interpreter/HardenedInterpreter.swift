/// Runs a hardened model: the steps of an `Interpreter`, with votes around them.
///
/// An inference is `begin`, every `step`, `end`:
///
///     begin   stores the protected planes of the inputs in the activation banks
///     step    votes the protected planes that the operator reads and repairs their copies; votes the rows of its
///             protected weights; computes; stores the protected planes that it has written
///     end     votes the protected planes of the outputs
///
/// Two words in RAM count what the votes have found, over all inferences since initialisation.
public struct HardenedInterpreter: ~Copyable {
  /// Memory plan, steps and tensors.
  public let interpreter: Interpreter
  private let replicas: ReplicaMemory

  /// Checks model, hardening table and banks, and plans the memory.
  ///
  /// - Throws: As `Interpreter`; `.missing` for a model that is not hardened, `.protectionInvalid` for a table or a bank
  ///   that cannot be used.
  public init<O: OperatorSet>(
    model bytes: ModelBytes, arena: consuming Arena, replicas: consuming ReplicaMemory, operators: O.Type
  ) throws(ModelError) {
    let interpreter = try Interpreter(
      model: bytes, arena: arena, counterBytes: HardenedState.counterBytes,
      operators: HardenedOperators<O>.self)
    let model = try Model(bytes)
    let table = try replicas.table(model)
    do throws(HardeningError) {
      try table.check()
    } catch {
      throw ModelError(error)
    }
    HardenedState.clear(interpreter.memory, model)
    self.interpreter = interpreter
    self.replicas = replicas
  }

  /// The file and the arena. On a target, whose Swift has no such accessors, `interpreter.memory`.
  public var memory: TensorMemory {
    _read { yield interpreter.memory }
  }

  /// What the memory plan came to.
  public var plan: MemoryPlan { interpreter.plan }

  /// The model's tables, read anew.
  public var model: Model {
    get throws(ModelError) { try Model(interpreter.memory.model) }
  }

  /// Words (weights, biases, pairs) and bytes (activations) in which one copy deviated, and those in which all three did,
  /// since initialisation; they wrap.
  public var counters: Voter {
    guard let model = try? Model(interpreter.memory.model) else { return Voter() }
    return HardenedState.counters(interpreter.memory, model)
  }

  /// Begins an inference, on what the input tensors hold.
  public func begin() throws(ModelError) {
    interpreter.restart()
    let model = try Model(interpreter.memory.model)
    let table = try replicas.table(model)
    guard table.activationBytes > 0 else { return }
    for i in 0..<model.inputs.count {
      let tensor = Int(try model.inputs.element(i, as: Int32.self))
      guard let entry = try table.protection(ofTensor: tensor) else { continue }
      try entry.store(.all, interpreter.memory, replicas)
    }
  }

  /// Runs the next operator.
  ///
  /// - Returns: False when there is none left.
  public func step<O: OperatorSet>(_ operators: O.Type) throws(ModelError) -> Bool {
    var clean = CleanDatapath()
    return try step(operators, &clean)
  }

  /// As `step(_:)`, on a datapath.
  @inline(__always)
  package func step<O: OperatorSet, D: Datapath>(
    _ operators: O.Type, _ datapath: inout D
  ) throws(ModelError) -> Bool {
    let index = interpreter.nextStep
    guard index >= 0, index < interpreter.stepCount else { return false }
    if interpreter.hasWork(index) {
      var voter = Voter()
      do throws(ModelError) {
        let node = try Node(try Model(interpreter.memory.model), index)
        let table = try replicas.table(node.model)
        try voteInputs(node, table, &voter)
        try O.run(node, interpreter.memory, table, replicas, &voter, &datapath)
        try storePlanes(node, table)
        count(voter)
      } catch {
        // What was found before the error counts too.
        count(voter)
        throw error.inOperator(index)
      }
    }
    interpreter.skip()
    return true
  }

  /// Ends an inference: the outputs may be read then.
  public func end() throws(ModelError) {
    let model = try Model(interpreter.memory.model)
    let table = try replicas.table(model)
    guard table.activationBytes > 0 else { return }
    var voter = Voter()
    for i in 0..<model.outputs.count {
      let tensor = Int(try model.outputs.element(i, as: Int32.self))
      if let entry = try table.protection(ofTensor: tensor) {
        try entry.votePlanes(interpreter.memory, replicas, &voter)
      }
    }
    count(voter)
  }

  /// Runs a whole inference.
  public func run<O: OperatorSet>(_ operators: O.Type) throws(ModelError) {
    try begin()
    while try step(operators) {}
    try end()
  }

  private func voteInputs(
    _ node: Node, _ table: HardeningTable, _ voter: inout Voter
  ) throws(ModelError) {
    guard table.activationBytes > 0 else { return }
    for i in 0..<node.inputCount {
      if let entry = try table.protection(ofTensor: try node.inputIndex(i)) {
        try entry.votePlanes(interpreter.memory, replicas, &voter)
      }
    }
  }

  /// Stores what the step has written and is not computed three times.
  private func storePlanes(_ node: Node, _ table: HardeningTable) throws(ModelError) {
    guard table.activationBytes > 0 else { return }
    for i in 0..<node.outputCount {
      guard let entry = try table.protection(ofTensor: try node.outputIndex(i)) else { continue }
      try entry.store(.stored, interpreter.memory, replicas)
    }
  }

  /// Byte offset in the arena of the counters.
  package static func counterPlace(_ model: Model) -> Int { HardenedState.place(model) }

  private func count(_ voter: Voter) {
    guard voter != Voter(), let model = try? Model(interpreter.memory.model) else { return }
    HardenedState.add(voter, interpreter.memory, model)
  }
}
