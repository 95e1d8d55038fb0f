/// Operators that exporters leave in shape arithmetic: all their inputs must be constant.
extension ONNXLowering {
  /// Constant: a tensor, a number or a list of numbers.
  mutating func constant(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    func result(_ tensor: HostTensor) -> [ONNXOperand] {
      [ONNXOperand(name: node.label, shape: tensor.shape, source: .constant(tensor.data))]
    }
    for attribute in node.attributes {
      switch attribute.name {
      case "value":
        guard let tensor = attribute.tensor else { throw node.invalid("Its value is no tensor.") }
        return result(try self.tensor(tensor))
      case "value_float":
        return result(HostTensor(shape: [], [try node.float("value_float", default: 0)]))
      case "value_floats": return result(HostTensor(shape: [attribute.floats.count], attribute.floats))
      case "value_int": return result(HostTensor(shape: [], data: .int64([attribute.integer ?? 0])))
      case "value_ints":
        return result(HostTensor(shape: [attribute.integers.count], data: .int64(attribute.integers)))
      default: continue
      }
    }
    throw node.unsupported("Its value is a string or sparse. Export dense numbers.")
  }

  /// ConstantOfShape: a tensor of one number everywhere; float 0 where none is given.
  mutating func constantOfShape(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let shape = try integers(node, 0, "shape")
    guard shape.count <= ONNXTensor.highestRank, shape.allSatisfy({ $0 >= 0 }),
      shape.elementCount <= Int(Int32.max)
    else { throw node.invalid("Shape \(shape) is not one that a tensor can have.") }
    var element = TensorData.float32([0])
    if let tensor = node.attribute("value")?.tensor { element = try self.tensor(tensor).data }
    guard element.count == 1 else { throw node.invalid("Its value has \(element.count) elements.") }
    try budget.compute(8 * shape.elementCount, at: node.place)
    let data = element.gatheringRuns(of: 1, at: [Int](repeating: 0, count: shape.elementCount))
    return [ONNXOperand(name: node.label, shape: shape, source: .constant(data))]
  }

  /// Cast: of constants between all types; of computed values between float types, which are one here.
  mutating func cast(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    let code = Int64(try node.integer("to") ?? 0)
    guard let target = ONNXElementType(rawValue: code) else {
      throw node.unsupported("Casts to ONNX type \(code) are not supported.")
    }
    // All floats are one type here, so weights in half precision are read where they are used.
    if case .initializer(let index) = input.source, target.elementType == .float32, isFloat(index) {
      return [input]
    }
    guard let tensor = try tensor(input, at: node.place) else {
      if target.elementType == .float32 { return [input] }
      throw node.unsupported("It makes integers of float values that the network computes. Leave it out.")
    }
    if tensor.data.type == target.elementType {
      return [ONNXOperand(name: node.label, shape: tensor.shape, source: .constant(tensor.data))]
    }
    try budget.compute(8 * tensor.data.count, at: node.place)
    let numbers = tensor.data.numbers
    let data: TensorData =
      switch target.elementType {
      case .float32: .float32(numbers.map { Float($0) })
      case .bool: .bool(numbers.map { $0 != 0 })
      case .int64: .int64(numbers.map { Int64(clamping: $0) })
      case .int32, .int8: .int32(numbers.map { Int32(clamping: Int64(clamping: $0)) })
      }
    return [ONNXOperand(name: node.label, shape: tensor.shape, source: .constant(data))]
  }

  /// Dropout for inference: the input.
  mutating func dropout(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    if optional(node, 2) != nil, case .bool(let training) = try constant(node, 2, "training mode").data,
      training.first == true
    {
      throw node.unsupported("It is in training mode. Export the network for inference (model.eval()).")
    }
    return [try operand(node, 0)]
  }

  /// Div and Mod of integers: rounded towards zero, and the remainder with the divisor's sign.
  mutating func integerDivision(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let (a, b) = (try constant(node, 0, "dividends"), try constant(node, 1, "divisors"))
    guard let x = a.data.integers, let y = b.data.integers, a.data.type == b.data.type else {
      throw node.unsupported("It divides tensors of type \(a.data.type) and \(b.data.type).")
    }
    guard !y.contains(0) else { throw node.invalid("It divides by 0.") }
    let isModulo = node.type == "Mod"
    let truncates = try node.integer("fmod") ?? 0 != 0
    return [
      try combine(node, a.shape, x, b.shape, y) { x, y in
        if !isModulo { return x.dividedReportingOverflow(by: y).partialValue }
        let remainder = x.remainderReportingOverflow(dividingBy: y).partialValue
        return truncates || remainder == 0 || (remainder < 0) == (y < 0) ? remainder : remainder &+ y
      } result: {
        .integers($0, type: a.data.type)
      }
    ]
  }

  /// Comparisons, And and Or.
  mutating func logic(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let (a, b) = (try constant(node, 0, "operands"), try constant(node, 1, "operands"))
    let type = node.type
    return [
      try combine(node, a.shape, a.data.numbers, b.shape, b.data.numbers) { x, y in
        let holds =
          switch type {
          case "Equal": x == y
          case "Greater": x > y
          case "Less": x < y
          case "And": x != 0 && y != 0
          default: x != 0 || y != 0
          }
        return holds ? 1 : 0
      } result: {
        .bool($0.map { $0 != 0 })
      }
    ]
  }

  mutating func not(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let tensor = try constant(node, 0, "operands")
    guard case .bool(let elements) = tensor.data else { throw node.invalid("Its input is not bool.") }
    return [
      ONNXOperand(name: node.label, shape: tensor.shape, source: .constant(.bool(elements.map { !$0 })))
    ]
  }

  /// Where on constants.
  mutating func choose(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let condition = try constant(node, 0, "conditions")
    let (a, b) = (try constant(node, 1, "choices"), try constant(node, 2, "choices"))
    guard a.data.type == b.data.type else { throw node.invalid("Its choices are of different types.") }
    let shape: [Int]
    do { shape = try condition.shape.broadcast(with: a.shape).broadcast(with: b.shape) } catch {
      throw node.invalid(error.message)
    }
    try budget.compute(32 * shape.elementCount, at: node.place)
    let size = shape.elementCount
    do {
      let choice = try condition.expanded(to: shape).data.numbers
      let parts = [a, b].enumerated().map { i, tensor in
        (
          move: StridedMove(
            shape: shape, sourceStrides: tensor.shape.broadcastStrides(to: shape),
            destinationOffset: i * size,
            destinationStrides: shape.rowMajorStrides),
          source: tensor.data
        )
      }
      let both = try TensorData.assembled(count: 2 * size, parts, type: a.data.type)
      let data = both.gatheringRuns(of: 1, at: choice.indices.map { choice[$0] != 0 ? $0 : $0 + size })
      return [ONNXOperand(name: node.label, shape: shape, source: .constant(data))]
    } catch { throw node.invalid(error.message) }
  }

  /// Range of constants.
  mutating func range(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    var numbers: [Double] = []
    for i in 0..<3 {
      guard let number = try constant(node, i, "bounds").data.numbers.first else {
        throw node.invalid("A bound has no element.")
      }
      numbers.append(number)
    }
    let count = ((numbers[1] - numbers[0]) / numbers[2]).rounded(.up)
    guard count.isFinite, count <= Double(Int32.max) else { throw node.invalid("It has no end.") }
    try budget.compute(8 * max(Int(count), 0), at: node.place)
    let elements = (0..<max(Int(count), 0)).map { numbers[0] + Double($0) * numbers[2] }
    let type = try constant(node, 0, "bounds").data.type
    let data: TensorData =
      type == .float32
      ? .float32(elements.map { Float($0) }) : .integers(elements.map { Int64(clamping: $0) }, type: type)
    return [ONNXOperand(name: node.label, shape: [elements.count], source: .constant(data))]
  }

  /// Functions of one float constant.
  mutating func constantFunction(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    guard let tensor = try tensor(try operand(node, 0), at: node.place) else {
      throw node.unsupported(
        "The operator \(node.type) is supported on constants only. Use Relu, Sigmoid, Tanh or HardSwish.")
    }
    try budget.compute(8 * tensor.data.count, at: node.place)
    let data: TensorData
    if let floats = tensor.data.floats {
      data = .float32(
        floats.map { x in
          switch node.type {
          case "Ceil": x.rounded(.up)
          case "Exp": Float(Exponential.exp(Double(x)))
          case "Floor": x.rounded(.down)
          case "Neg": -x
          case "Reciprocal": 1 / x
          default: x.squareRoot()
          }
        })
    } else if let integers = tensor.data.integers, node.type == "Neg" {
      data = .integers(integers.map { 0 &- $0 }, type: tensor.data.type)
    } else {
      throw node.invalid("Its input is of type \(tensor.data.type).")
    }
    return [ONNXOperand(name: node.label, shape: tensor.shape, source: .constant(data))]
  }

  private mutating func combine<T>(
    _ node: ONNXNode, _ aShape: [Int], _ a: [T], _ bShape: [Int], _ b: [T], _ operation: (T, T) -> T,
    result: ([T]) -> TensorData
  ) throws(ONNXError) -> ONNXOperand {
    let shape: [Int]
    do { shape = try aShape.broadcast(with: bShape) } catch { throw node.invalid(error.message) }
    try budget.compute(8 * shape.elementCount, at: node.place)
    let elements = combineBroadcast(a, aShape, b, bShape, to: shape, operation)
    return ONNXOperand(name: node.label, shape: shape, source: .constant(result(elements)))
  }
}

extension TensorData {
  /// Elements as numbers; bool as 0 and 1.
  fileprivate var numbers: [Double] {
    switch self {
    case .float32(let elements): elements.map { Double($0) }
    case .int8(let elements): elements.map { Double($0) }
    case .int32(let elements): elements.map { Double($0) }
    case .int64(let elements): elements.map { Double($0) }
    case .bool(let elements): elements.map { $0 ? 1 : 0 }
    }
  }
}

extension HostTensor {
  /// The tensor repeated to a shape that it broadcasts to.
  fileprivate func expanded(to target: [Int]) throws(GraphError) -> HostTensor {
    HostTensor(
      shape: target, data: try data.viewed(shape: target, strides: shape.broadcastStrides(to: target)))
  }
}

extension Int64 {
  /// The number cut to an integer; ±2^62 where it is larger, 0 where it is none.
  fileprivate init(clamping number: Double) {
    self = number.isNaN ? 0 : Int64(Swift.max(Swift.min(number, 0x1p62), -0x1p62))
  }
}
