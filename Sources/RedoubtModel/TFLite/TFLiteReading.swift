import RedoubtCore

/// The state of one import of a TensorFlow Lite model.
struct TFLiteReading {
  private let model: Model
  private var constants: ConstantReader
  private var graph = Graph()
  private var budget: ExpansionBudget

  init(_ model: Model, _ bytes: UnsafeRawBufferPointer) {
    self.model = model
    constants = ConstantReader(bytes)
    budget = ExpansionBudget(fileBytes: bytes.count)
  }

  mutating func read() throws -> Graph {
    for i in 0..<model.tensors.count { try addValue(i) }
    for i in 0..<model.operators.count { try addOperation(i) }
    graph.inputs = try (0..<model.inputs.count).map { ValueID(index: try model.input($0).index) }
    graph.outputs = try (0..<model.outputs.count).map { ValueID(index: try model.output($0).index) }
    try graph.validate()
    return graph
  }

  private mutating func addValue(_ index: Int) throws {
    let tensor = try model.tensor(index)
    let text = try model.tensorName(index)
    try budget.take((text?.count ?? 0) + tensor.quantization.count)
    let name = try text.map { String(decoding: try $0.bytes(), as: UTF8.self) } ?? ""
    guard let type = ElementType(tensor.type) else {
      throw GraphError(
        "Tensors of type \(tensor.type) are not supported; float32, float16, int8, int32, int64 and bool are.",
        at: name.isEmpty ? "tensor \(index)" : name)
    }
    let quantization = type == .float32 ? nil : try ValueQuantization(tensor)
    _ = graph.add(
      Value(
        name: name.isEmpty ? "tensor \(index)" : name,
        shape: (0..<tensor.shape.rank).map { tensor.shape[$0] },
        type: type, data: try constants.data(tensor), quantization: quantization))
  }

  private mutating func addOperation(_ index: Int) throws {
    let node = try Node(model, index)
    try budget.take(node.inputCount + node.outputCount)
    guard let type = AllOperationKinds.type(builtinCode: node.code) else {
      throw GraphError(
        "Operator \(index) has builtin code \(node.code)\(SchemaNames.suffix(node.code)), which is not supported.",
        at: try name(ofOutput: 0, node))
    }
    let place = "\(type.name) \(index) (\(try name(ofOutput: 0, node)))"
    var inputs = try (0..<node.inputCount).map { i in
      try node.optionalInput(i).map { ValueID(index: $0.index) }
    }
    let outputs = try (0..<node.outputCount).map { ValueID(index: try node.output($0).index) }
    if type == DequantizeKind.self, let input = inputs.first ?? nil, let output = outputs.first,
      graph[input].data != nil, graph[input].type == .float32
    {
      guard graph[output].data == nil, graph[output].shape == graph[input].shape,
        graph[output].type == .float32
      else { throw GraphError("The output does not fit the float16 constant that it widens.", at: place) }
      graph[output].data = graph[input].data
      return
    }
    let kind: any OperationKind
    do throws(GraphError) {
      kind = try type.init(decoding: OptionFields(try options(node, type.optionsType)))
    } catch { throw error.located(at: place) }
    if kind is ReshapeKind, let output = outputs.first { replaceShape(&inputs, by: graph[output]) }
    if kind is any PreparableKind { try widenWeights(inputs, at: place) }
    graph.operations.append(GraphOperation(name: place, kind: kind, inputs: inputs, outputs: outputs))
  }

  private func options(_ node: Node, _ type: UInt8) throws(GraphError) -> Options {
    do throws(ModelError) { return try node.options(type) } catch {
      throw GraphError("The operator's options are damaged or of another operator.")
    }
  }

  private func name(ofOutput i: Int, _ node: Node) throws -> String {
    node.outputCount > i ? graph[ValueID(index: try node.output(i).index)].name : "operator \(node.index)"
  }

  /// Shapes are static here, so a RESHAPE to a computed shape, or to one in its options, has that of its output.
  private mutating func replaceShape(_ inputs: inout [ValueID?], by output: Value) {
    if inputs.count > 1, let shape = inputs[1], graph[shape].data != nil { return }
    let shape = graph.addConstant(output.shape.map { Int32(clamping: $0) }, named: "\(output.name)/shape")
    inputs = [inputs.first ?? nil, shape]
  }

  /// Makes the int8 weights of an operator with float input float32 (the hybrid form of dynamic-range quantisation).
  private mutating func widenWeights(_ inputs: [ValueID?], at place: String) throws {
    guard inputs.count > 1, let input = inputs[0], let weights = inputs[1], graph[input].type == .float32,
      graph[weights].type == .int8, graph[weights].data != nil
    else { return }
    do throws(GraphError) {
      try budget.take(graph[weights].count)
      graph[weights].data = try graph[weights].realTensor().data
      graph[weights].type = .float32
      graph[weights].quantization = nil
    } catch { throw error.located(at: place) }
  }
}

extension ElementType {
  /// The type that a tensor of the file gets in a graph; float16 is widened.
  init?(_ type: TensorType) {
    switch type {
    case .float32, .float16: self = .float32
    case .int8: self = .int8
    case .int32: self = .int32
    case .int64: self = .int64
    case .bool: self = .bool
    case .uint8, .int16, .int4: return nil
    }
  }
}

extension ValueQuantization {
  /// The quantisation of a tensor, nil where it has none.
  init?(_ tensor: Tensor) throws(ModelError) {
    let quantization = tensor.quantization
    guard quantization.count > 0 else { return nil }
    var (scales, zeroPoints): ([Float], [Int64]) = ([], [])
    for i in 0..<quantization.count {
      let scale = try quantization.scale(i, of: tensor.index)
      // Exact: the significand has 24 bits, and the product is the float32 that the file holds.
      scales.append(Float(sign: .plus, exponent: Int(scale.exponent), significand: Float(scale.significand)))
      zeroPoints.append(Int64(try quantization.zeroPoint(i, of: tensor.index)))
    }
    self.init(scales: scales, zeroPoints: zeroPoints, dimension: quantization.dimension)
  }
}
