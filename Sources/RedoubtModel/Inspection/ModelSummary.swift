import RedoubtCore
import RedoubtHost

/// What a model consists of and what it needs, for a reader.
public struct ModelSummary: Sendable {
  /// One operator in execution order.
  public struct OperatorSummary: Sendable {
    /// Place in execution order, from 0.
    public let index: Int
    /// Name in the schema.
    public let name: String
    /// Tensors that it writes, in the operator's order.
    public let outputs: [TensorDescription]
    /// Multiply-accumulates of one inference.
    public let macs: Int
    /// Bytes of weights and of biases, for CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED.
    public let weightBytes, biasBytes: Int
    /// True when it was evaluated at load and costs nothing per inference.
    public let isStatic: Bool
  }

  /// Bytes of the model file.
  public let fileBytes: Int
  /// In execution order, static ones too.
  public let operators: [OperatorSummary]
  /// In the model's order; those of a float network with the shapes of its file.
  public let inputs, outputs: [TensorDescription]
  /// Bytes of RAM; scratch memory and state are 0 for a float network.
  public let plan: MemoryPlan
  /// What lies in the tensor area of the arena, by offset.
  public let placements: [Placement]
  /// What lies in the file, by position; empty for a float network, whose constants are read into a graph.
  public let constants: [Constant]
  /// Byte offset of the tensor area in the arena.
  public let tensorAreaStart: Int

  /// Multiply-accumulates of one inference: the sum over all operators.
  public var macs: Int { operators.reduce(0) { $0 + $1.macs } }
  /// Bytes of all weights and biases, those that operators share counted once.
  public let weightBytes, biasBytes: Int

  private static func bytes(of role: Constant.Role, _ constants: [Constant]) -> Int {
    // Tensors that share a buffer are stored once.
    var seen: Set<Int> = []
    return constants.reduce(0) {
      $1.role == role && seen.insert($1.position).inserted ? $0 + $1.tensor.byteCount : $0
    }
  }

  init(
    fileBytes: Int, operators: [OperatorSummary], inputs: [TensorDescription], outputs: [TensorDescription],
    plan: MemoryPlan, placements: [Placement], constants: [Constant], tensorAreaStart: Int, weightBytes: Int,
    biasBytes: Int
  ) {
    (self.fileBytes, self.operators, self.inputs, self.outputs) = (fileBytes, operators, inputs, outputs)
    (self.plan, self.placements, self.constants) = (plan, placements, constants)
    (self.tensorAreaStart, self.weightBytes, self.biasBytes) = (tensorAreaStart, weightBytes, biasBytes)
  }

  /// Reads the model of an interpreter.
  public init(_ interpreter: HostInterpreter) throws(ModelError) {
    let model = try interpreter.readModel()
    fileBytes = interpreter.modelByteCount
    plan = interpreter.plan
    tensorAreaStart = interpreter.tensorAreaStart
    inputs = try Self.describe(try interpreter.inputs(), interpreter)
    outputs = try Self.describe(try interpreter.outputs(), interpreter)
    var operators: [OperatorSummary] = []
    for step in 0..<model.operators.count {
      operators.append(try Self.operatorSummary(try Node(model, step), interpreter))
    }
    self.operators = operators
    placements = try Placement.all(interpreter, model)
    constants = try Constant.all(interpreter, model)
    weightBytes = Self.bytes(of: .weights, constants)
    biasBytes = Self.bytes(of: .bias, constants)
  }

  private static func describe(
    _ tensors: [Tensor], _ interpreter: HostInterpreter
  ) throws(ModelError) -> [TensorDescription] {
    var all: [TensorDescription] = []
    for tensor in tensors { all.append(try interpreter.describe(tensor)) }
    return all
  }

  private static func operatorSummary(
    _ node: Node, _ interpreter: HostInterpreter
  ) throws(ModelError) -> OperatorSummary {
    var outputs: [Tensor] = []
    for i in 0..<node.outputCount { outputs.append(try node.output(i)) }
    let hasUnits = Constant.operatorsWithUnits.contains(node.code)
    let weights = hasUnits ? try node.optionalInput(1) : nil
    let bias = hasUnits ? try node.optionalInput(2) : nil
    return OperatorSummary(
      index: node.index, name: node.name, outputs: try describe(outputs, interpreter),
      macs: try AllOperators<TFLM>.macs(node), weightBytes: weights?.byteCount ?? 0,
      biasBytes: bias?.byteCount ?? 0, isStatic: try AllOperators<TFLM>.prepare(node) == .isStatic)
  }
}

extension Node {
  /// Name of the operator in the schema.
  package var name: String { BuiltinOperatorNames.name(of: code) ?? "builtin code \(code)" }
}
