/// What nodes read: values by name, elements of constants, weights in another arrangement.
extension ONNXLowering {
  /// Input `i`, nil where it is left out.
  func optional(_ node: ONNXNode, _ i: Int) -> ONNXOperand? {
    i < node.inputs.count && !node.inputs[i].isEmpty ? operands[node.inputs[i]] : nil
  }

  /// Input `i`, which must be there.
  func operand(_ node: ONNXNode, _ i: Int) throws(ONNXError) -> ONNXOperand {
    guard let operand = optional(node, i) else { throw node.invalid("Input \(i) is missing.") }
    return operand
  }

  /// Elements of a constant operand, nil for one that is computed.
  mutating func tensor(_ operand: ONNXOperand, at place: String) throws(ONNXError) -> HostTensor? {
    switch operand.source {
    case .computed: return nil
    case .constant(let data): return HostTensor(shape: operand.shape, data: data)
    case .initializer(let index):
      let tensor = model.graph.initializers[index]
      // Listed numbers may expand from one byte to eight, which the budget must see first.
      try budget.compute(operand.shape.elementCount * tensor.type().size, at: tensor.place)
      return try tensor.tensor(bytes, folder)
    }
  }

  /// Whether a tensor of the file has float elements.
  func isFloat(_ index: Int) -> Bool {
    (try? model.graph.initializers[index].type().elementType) == .float32
  }

  /// Elements of a tensor that an attribute holds.
  mutating func tensor(_ tensor: ONNXTensor) throws(ONNXError) -> HostTensor {
    try budget.compute(try tensor.shape().elementCount * tensor.type().size, at: tensor.place)
    return try tensor.tensor(bytes, folder)
  }

  /// Input `i`, which must be constant.
  mutating func constant(_ node: ONNXNode, _ i: Int, _ role: String) throws(ONNXError) -> HostTensor {
    guard let tensor = try tensor(try operand(node, i), at: node.place) else {
      throw node.unsupported(
        "The \(role) (\"\(node.inputs[i])\") are computed by the network; they must be constant.")
    }
    return tensor
  }

  /// Input `i`, which must be constant and float.
  mutating func floats(_ node: ONNXNode, _ i: Int, _ role: String) throws(ONNXError) -> [Float] {
    guard let floats = try constant(node, i, role).data.floats else {
      throw node.invalid("The \(role) are not float.")
    }
    return floats
  }

  /// Input `i`, which must be constant and integer, each element clamped to int32.
  mutating func integers(_ node: ONNXNode, _ i: Int, _ role: String) throws(ONNXError) -> [Int] {
    guard let integers = try constant(node, i, role).data.integers, integers.count <= 64 else {
      throw node.invalid("The \(role) are no short list of integers.")
    }
    return integers.map { Int(Int32(clamping: $0)) }
  }

  /// Integers that stand in an attribute up to some operator set, and in an input from there on.
  mutating func integers(
    _ node: ONNXNode, attribute: String, orInput i: Int
  ) throws(ONNXError) -> [Int]? {
    if let list = try node.integers(attribute) { return list }
    return optional(node, i) == nil ? nil : try integers(node, i, attribute)
  }

  /// The graph's value for an operand; a constant becomes one of the graph.
  mutating func id(of operand: ONNXOperand, at place: String) throws(ONNXError) -> ValueID {
    if case .computed(let id) = operand.source { return id }
    if operand.hasFileName, let id = constantIDs[operand.name] { return id }
    guard var data = try tensor(operand, at: place)?.data else {
      throw .invalid(place: place, "\"\(operand.name)\" has no elements.")
    }
    // Operations of the graph take their indices as int32.
    if case .int64(let elements) = data { data = .int32(elements.map { Int32(clamping: $0) }) }
    try budget.retain(data.byteCount, at: place)
    let id = graph.add(Value(name: operand.name, shape: operand.shape, type: data.type, data: data))
    if operand.hasFileName { constantIDs[operand.name] = id }
    return id
  }

  /// Constant float weights in another arrangement; made once per operand and arrangement.
  ///
  /// - Parameter operand: An input of a node.
  mutating func arranged(
    _ operand: ONNXOperand, _ arrangement: ONNXArrangement, at place: String
  ) throws(ONNXError) -> ONNXOperand {
    let key = ArrangedKey(name: operand.name, arrangement: arrangement)
    if let id = arrangedIDs[key] { return self.operand(id) }
    let bytes = 4 * operand.shape.elementCount
    try budget.compute(bytes, at: place)
    var data: TensorData
    switch operand.source {
    case .computed:
      throw .unsupported(
        place: place,
        "\"\(operand.name)\" is computed by the network; weights must be constant. Export the network for inference."
      )
    case .constant(let elements):
      let tensor = HostTensor(shape: arrangement.shape, data: elements)
      do { data = try tensor.transposed(by: arrangement.permutation).data } catch {
        throw .invalid(place: place, error.message)
      }
    case .initializer(let index):
      data = try model.graph.initializers[index].tensor(self.bytes, folder, arrangement).data
    }
    guard case .float32(var elements) = data else {
      throw .invalid(place: place, "\"\(operand.name)\" is not float.")
    }
    data = .bool([])
    if arrangement.scale != 1 { for i in elements.indices { elements[i] *= arrangement.scale } }
    try budget.retain(bytes, at: place)
    let id = graph.add(
      Value(
        name: arrangement.name(of: operand.name), shape: arrangement.resultShape, data: .float32(elements)))
    arrangedIDs[key] = id
    return self.operand(id)
  }

  /// A value of the graph as an operand.
  func operand(_ id: ValueID) -> ONNXOperand {
    ONNXOperand(name: graph[id].name, shape: graph[id].shape, source: .computed(id))
  }

  /// Float constant that the import itself makes.
  func constant(_ elements: [Float], shape: [Int], named name: String) -> ONNXOperand {
    ONNXOperand(name: name, shape: shape, source: .constant(.float32(elements)))
  }

  /// Integer constant that the import itself makes: axes, a shape, paddings.
  func constant(_ elements: [Int], shape: [Int]? = nil, named name: String) -> ONNXOperand {
    ONNXOperand(
      name: name, shape: shape ?? [elements.count],
      source: .constant(.int32(elements.map { Int32(clamping: $0) })))
  }
}
