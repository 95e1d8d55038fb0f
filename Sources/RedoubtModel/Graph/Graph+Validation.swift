extension Graph {
  /// Checks that the graph can be computed: identifiers exist, constants fill their shapes, every value is computed
  /// once and before it is read, and shapes are those that the operations give.
  ///
  /// - Throws: The first violation, with the operation or value.
  public func validate() throws(GraphError) {
    for value in values {
      guard value.shape.allSatisfy({ $0 >= 0 }), value.count <= Int(Int32.max) else {
        throw GraphError("Shape \(value.shape) is not one that a model can hold.", at: value.name)
      }
      guard let data = value.data else { continue }
      guard data.count == value.count, data.type == value.type else {
        throw GraphError(
          "The constant has \(data.count) elements of type \(data.type), it is declared as \(value.type) "
            + "with shape \(value.shape).", at: value.name)
      }
    }
    var isKnown = values.map { $0.data != nil }
    for id in inputs {
      try check(id, at: "the network's inputs")
      guard !isKnown[id.index] else {
        throw GraphError("The input is a constant or listed twice.", at: self[id].name)
      }
      isKnown[id.index] = true
    }
    for operation in operations { try validate(operation, &isKnown) }
    for id in outputs {
      try check(id, at: "the network's outputs")
      guard isKnown[id.index] else {
        throw GraphError("No operation computes this output of the network.", at: self[id].name)
      }
    }
  }

  private func validate(_ operation: GraphOperation, _ isKnown: inout [Bool]) throws(GraphError) {
    for case let id? in operation.inputs {
      try check(id, at: operation.name)
      guard isKnown[id.index] else {
        throw GraphError(
          "It reads \(self[id].name), which nothing before it computes; the graph is cyclic or out of order.",
          at: operation.name)
      }
    }
    let shapes: [[Int]]
    do {
      shapes = try operation.kind.checkedOutputShapes(operation.inputs.map { id in id.map { self[$0] } })
    } catch { throw error.located(at: operation.name) }
    guard shapes.count == operation.outputs.count else {
      throw GraphError(
        "It has \(operation.outputs.count) outputs where \(shapes.count) are computed.", at: operation.name)
    }
    for (id, shape) in zip(operation.outputs, shapes) {
      try check(id, at: operation.name)
      guard !isKnown[id.index] else {
        throw GraphError(
          "\(self[id].name) is computed twice, or is an input or a constant.", at: operation.name)
      }
      guard self[id].shape == shape else {
        throw GraphError(
          "\(self[id].name) is declared with shape \(self[id].shape), the operation gives \(shape).",
          at: operation.name)
      }
      isKnown[id.index] = true
    }
  }

  private func check(_ id: ValueID, at place: String) throws(GraphError) {
    guard values.indices.contains(id.index) else {
      throw GraphError("Value \(id.index) does not exist; the graph has \(values.count).", at: place)
    }
  }
}
