import RedoubtModel

/// A graph of one operation, for tests.
struct OneOperation {
  var graph = Graph()
  private var operands: [ValueID?] = []

  /// An operand that each record brings.
  mutating func input(_ shape: [Int], type: ElementType = .float32) {
    let id = graph.add(Value(name: "input \(graph.values.count)", shape: shape, type: type))
    graph.inputs.append(id)
    operands.append(id)
  }

  mutating func constant(_ elements: [Float], _ shape: [Int]) {
    operands.append(graph.addConstant(elements, shape: shape, named: "constant \(graph.values.count)"))
  }

  mutating func constant(_ elements: [Int32], shape: [Int]? = nil) {
    operands.append(graph.addConstant(elements, shape: shape, named: "constant \(graph.values.count)"))
  }

  mutating func leaveOut() { operands.append(nil) }

  mutating func append(_ kind: any OperationKind) throws {
    graph.outputs = try graph.append(kind, named: "operation", inputs: operands)
  }

  /// Evaluates a kind on float operands and integer constants.
  static func evaluate(
    _ kind: any OperationKind, _ inputs: [(shape: [Int], elements: [Float])], _ constants: [[Int32]] = []
  ) throws -> [HostTensor] {
    try kind.evaluate(
      inputs.map { HostTensor(shape: $0.shape, $0.elements) }
        + constants.map { HostTensor(shape: [$0.count], data: .int32($0)) })
  }
}
