/// Runs an int8 model step by step in memory that the caller gives. Allocates nothing, ever.
///
/// A step is one operator. Between two steps the caller may look at and change any byte of the file and of the
/// arena; a change that makes a step impossible ends in an error, not in a wild access.
///
///     var interpreter = try Interpreter(model: bytes, arena: arena, operators: AllOperators<TFLM>.self)
///     // write the inputs, then
///     try interpreter.run(AllOperators<TFLM>.self)
public struct Interpreter: ~Copyable {
  /// Model and arena: between two steps, inputs are written and outputs read here.
  public let memory: TensorMemory
  /// What the memory plan came to.
  public let plan: MemoryPlan

  /// Checks the whole model and plans its memory.
  ///
  /// - Parameters:
  ///   - bytes: The model file.
  ///   - arena: Memory for everything that changes; `plan.requiredBytes` of it are used.
  ///   - operators: What the model may consist of.
  /// - Throws: What is wrong with the file; `.arenaTooSmall` with the bytes needed.
  public init<O: OperatorSet>(
    model bytes: ModelBytes, arena: consuming Arena, operators: O.Type
  ) throws(ModelError) {
    try self.init(model: bytes, arena: arena, counterBytes: 0, operators: operators)
  }

  /// - Parameter counterBytes: Of a hardened model's counters, behind the state table.
  @inline(__always)
  init<O: OperatorSet>(
    model bytes: ModelBytes, arena: consuming Arena, counterBytes: Int, operators: O.Type
  ) throws(ModelError) {
    memory = TensorMemory(model: bytes, arena: arena)
    plan = try MemoryPlanner.plan(
      try Model(bytes), memory.arena, operators: operators, counterBytes: counterBytes)
  }

  /// Number of operators of the model.
  public var stepCount: Int { word(StateTable.operatorCount) }

  /// The operator that runs next; `stepCount` when the inference is done.
  public var nextStep: Int { word(StateTable.step) }

  private func word(_ offset: Int) -> Int { Int(Int32(bitPattern: memory.arena.word(offset) ?? 0)) }

  /// Begins a new inference at the first operator.
  public func restart() { memory.arena.setWord(StateTable.step, 0) }

  /// Moves on without running the operator: for callers that have computed its outputs themselves.
  public func skip() { memory.arena.setWord(StateTable.step, UInt32(truncatingIfNeeded: nextStep &+ 1)) }

  /// Runs the next operator.
  ///
  /// - Returns: False when there is none left.
  @inline(__always)
  public func step<O: OperatorSet>(_ operators: O.Type) throws(ModelError) -> Bool {
    guard isStepLeft else { return false }
    do throws(ModelError) {
      try step(try Model(memory.model), operators)
    } catch {
      throw error.inOperator(nextStep)
    }
    return true
  }

  /// Whether an operator runs at all: those whose outputs depend on shapes and constants only do not.
  func hasWork(_ index: Int) -> Bool {
    memory.arena.word(StateTable.scratch(index, tensorCount: word(StateTable.tensorCount)))
      != StateTable.absent
  }

  private var isStepLeft: Bool { nextStep >= 0 && nextStep < stepCount }

  @inline(never)
  private func step<O: OperatorSet>(_ model: Model, _ operators: O.Type) throws(ModelError) {
    let index = nextStep
    if hasWork(index) { try O.run(try Node(model, index), memory) }
    skip()
  }

  /// Runs a whole inference from the first operator.
  public func run<O: OperatorSet>(_ operators: O.Type) throws(ModelError) {
    restart()
    do throws(ModelError) {
      // Nobody changes the file's root between steps of this run.
      let model = try Model(memory.model)
      while isStepLeft { try step(model, operators) }
    } catch {
      throw error.inOperator(nextStep)
    }
  }
}

extension ModelError {
  /// The same error with the operator that was being read.
  func inOperator(_ index: Int) -> ModelError {
    var error = self
    if error.operatorIndex == Self.noOperator { error.operatorIndex = UInt16(clamping: index) }
    return error
  }
}
