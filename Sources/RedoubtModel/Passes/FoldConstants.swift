extension Graph {
  /// Computes operations that read constants alone, and shapes, which are static here.
  ///
  /// All folded constants together may have four times the elements that the graph's constants have, and a million:
  /// a small file cannot ask for much memory.
  public mutating func foldConstants() throws(GraphError) {
    var room = 4 * values.reduce(0) { $0 + ($1.data?.count ?? 0) } + 1 << 20
    var kept: [GraphOperation] = []
    for operation in operations {
      do throws(GraphError) {
        if try !fold(operation, &room) { kept.append(operation) }
      } catch { throw error.located(at: operation.name) }
    }
    operations = kept
    removeUnused()
  }

  private mutating func fold(_ operation: GraphOperation, _ room: inout Int) throws(GraphError) -> Bool {
    if operation.kind is ShapeKind, let input = operation.inputs[0], let output = operation.outputs.first {
      let numbers = self[input].shape.map { Int64($0) }
      self[output].data = .integers(numbers, type: self[output].type)
      return true
    }
    let read = operation.inputs.compactMap { $0 }
    let count = operation.outputs.reduce(0) { $0 + self[$1].count }
    guard read.allSatisfy({ self[$0].data != nil && self[$0].quantization == nil }), count <= room else {
      return false
    }
    room -= count
    var operands: [HostTensor?] = []
    for id in operation.inputs {
      if let id { operands.append(try self[id].realTensor()) } else { operands.append(nil) }
    }
    let results = try operation.kind.evaluate(operands)
    guard results.count == operation.outputs.count,
      zip(operation.outputs, results).allSatisfy({
        self[$0].type == $1.data.type && self[$0].shape == $1.shape
      })
    else { return false }
    for (id, result) in zip(operation.outputs, results) { self[id].data = result.data }
    return true
  }
}
