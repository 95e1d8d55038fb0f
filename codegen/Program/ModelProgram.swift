import RedoubtCore
import RedoubtHost
import RedoubtModel

/// A model as generated code sees it: constant arrays, an arena with fixed places, and one step per operator.
struct ModelProgram {
  private let interpreter: HostInterpreter
  let summary: ModelSummary
  private(set) var constants: [ConstantArray] = []
  private(set) var stages: [ProgramStage] = []
  private(set) var inputs: [(place: Place, byteCount: Int)] = []
  private(set) var outputs: [(place: Place, byteCount: Int)] = []
  /// Bytes of the arena in use.
  private(set) var arenaBytes = 1
  /// Nil where the model is not hardened.
  private(set) var protection: ProgramProtection?
  /// Protected channels of the inputs, stored before the first operator, and of the outputs, voted behind the last one.
  private(set) var inputStores: [ProtectedPlanes] = []
  private(set) var outputVotes: [ProtectedPlanes] = []
  /// Where in the arena a row of weights is put together whose copies differ.
  private(set) var rowPlace = Place.arena(0)
  /// Name of the array that holds the constant at a position of the model file.
  private var constantNames: [Int: String] = [:]

  /// - Throws: `CodegenError` for what has no kernel, `ModelError`, `HardeningError`.
  init(_ interpreter: HostInterpreter) throws {
    self.interpreter = interpreter
    summary = try ModelSummary(interpreter)
    let model = try interpreter.readModel()
    protection = try ProgramProtection(model)
    for index in 0..<model.operators.count {
      let node = try Node(model, index)
      guard case .runs = try AllOperators<TFLM>.prepare(node) else { continue }
      guard let type = ProgramOperators.all.first(where: { $0.code == node.code }) else {
        throw CodegenError.unsupportedOperator(
          name: Self.schemaName(node), index: index, supported: ProgramOperators.all.map { $0.name })
      }
      stages.append(ProgramStage(title: "\(index): \(type.name)"))
      try type.add(node, to: &self)
      if protection != nil { try protect(node) }
    }
    for (i, tensor) in try interpreter.inputs().enumerated() {
      inputs.append((try place(tensor, name: "input_\(i)"), tensor.byteCount))
      inputStores += try planes(of: tensor).filter(\.hasCopies)
    }
    for (i, tensor) in try interpreter.outputs().enumerated() {
      outputs.append((try place(tensor, name: "output_\(i)"), tensor.byteCount))
      outputVotes += try planes(of: tensor).filter(\.hasPlanes)
    }
    rowPlace = .arena(arenaBytes)
    arenaBytes += protection?.longestRow ?? 0
  }

  /// Every call, in the order of the operators.
  var steps: [ProgramStep] { stages.flatMap(\.steps) }

  /// Kernels in use, in the order of their first use.
  var kernels: [String] {
    var seen: Set<String> = []
    return steps.map(\.kernel).filter { seen.insert($0).inserted }
  }

  private static func schemaName(_ node: Node) -> String {
    AllOperators<TFLM>.name(node.code)?.description ?? "code \(node.code)"
  }

  /// What belongs to an operator begins with this: kernel and position.
  static func name(_ kernel: String, _ node: Node) -> String { "\(kernel)_\(node.index)" }

  /// The place of an int8 tensor.
  ///
  /// - Parameter name: What a constant is called where it has no name yet.
  mutating func place(_ tensor: Tensor, name: String) throws(ModelError) -> Place {
    if let position = tensor.constantPosition {
      let bytes = try interpreter.read(tensor)
      return .constant(add(.int8, bytes.map { Int(Int8(bitPattern: $0)) }, name, position: position))
    }
    guard let offset = interpreter.plannedOffset(ofTensor: tensor.index) else {
      throw ModelError(.unsupportedFeature, .tensorBuffer, index: tensor.index)
    }
    arenaBytes = max(arenaBytes, offset + tensor.byteCount)
    return .arena(offset)
  }

  /// The array with an operator's weights.
  ///
  /// - Throws: `CodegenError` for weights that another operator computes.
  mutating func weights(_ tensor: Tensor, of node: Node, name: String) throws -> FieldValue {
    guard case .constant(let array) = try place(tensor, name: name) else {
      throw CodegenError.unsupportedVariant(
        name: Self.schemaName(node), index: node.index, reason: "its weights are not constant")
    }
    return .array(array)
  }

  /// The array with the elements of a bias.
  ///
  /// - Throws: `CodegenError` for a bias that another operator computes.
  mutating func bias(_ tensor: Tensor?, of node: Node, name: String) throws -> FieldValue {
    guard let tensor else { return .array(nil) }
    guard let position = tensor.constantPosition else {
      throw CodegenError.unsupportedVariant(
        name: Self.schemaName(node), index: node.index, reason: "its bias is not constant")
    }
    return .array(add(.int32, try integers(tensor), name, position: position))
  }

  /// The elements of a constant int32 tensor.
  func integers(_ tensor: Tensor) throws(ModelError) -> [Int] {
    let bytes = try interpreter.read(tensor)
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      Int(Int32(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }))
    }
  }

  /// The fields `multipliers` and `shifts`.
  mutating func multipliers(_ pairs: [QuantizedMultiplier], name: String) -> [ProgramStep.Field] {
    let multipliers = add(.int32, pairs.map { Int($0.multiplier) }, name + "_multipliers", position: nil)
    let shifts = add(.int8, pairs.map { Int($0.shift) }, name + "_shifts", position: nil)
    return [
      .init(name: "multipliers", value: .array(multipliers)), .init(name: "shifts", value: .array(shifts)),
    ]
  }

  /// Adds an array where none of this name is there.
  mutating func add(_ element: ConstantArray.Element, _ values: [Int], _ name: String) -> String {
    if constants.contains(where: { $0.name == name }) { return name }
    return add(element, values, name, position: nil)
  }

  /// Keeps room for a row of this many voted weights.
  mutating func rowIsNeeded(weights count: Int) {
    let longest = protection?.longestRow ?? 0
    protection?.longestRow = max(longest, count)
  }

  mutating func replaceLastStage(with stage: ProgramStage) { stages[stages.count - 1] = stage }

  private mutating func add(
    _ element: ConstantArray.Element, _ values: [Int], _ name: String, position: Int?
  ) -> String {
    // Tensors that share their bytes share an array.
    if let position, let known = constantNames[position] { return known }
    if let position { constantNames[position] = name }
    constants.append(ConstantArray(name: name, element: element, values: values))
    return name
  }

  /// Adds a step.
  ///
  /// - Parameters:
  ///   - part: Number of the call where an operator makes several.
  ///   - numbers: Fields with numbers, the first ones of the kernel's parameters.
  ///   - arrays: Fields with arrays, behind them.
  mutating func add(
    _ kernel: String, _ node: Node, part: Int? = nil, numbers: [(name: String, value: Int)],
    arrays: [ProgramStep.Field] = [], places: [Place]
  ) {
    let fields = numbers.map { ProgramStep.Field(name: $0.name, value: .number($0.value)) } + arrays
    let name = Self.name(kernel, node) + (part.map { "_\($0)" } ?? "")
    stages[stages.count - 1].steps.append(
      ProgramStep(kernel: kernel, name: name, fields: fields, places: places))
  }
}
