extension Graph {
  /// Elements that a folded constant may have: more would make the file larger than the operation is worth.
  private static let largestFoldedCount = 1 << 22

  /// Computes operations that read constants alone, and shapes, which are static here.
  public mutating func foldConstants() throws(GraphError) {
    var kept: [GraphOperation] = []
    for operation in operations {
      do throws(GraphError) {
        if try !fold(operation) { kept.append(operation) }
      } catch { throw error.located(at: operation.name) }
    }
    operations = kept
    removeUnused()
  }

  private mutating func fold(_ operation: GraphOperation) throws(GraphError) -> Bool {
    if operation.kind is ShapeKind, let input = operation.inputs[0], let output = operation.outputs.first {
      let numbers = self[input].shape.map { Int64($0) }
      self[output].data = .integers(numbers, type: self[output].type)
      return true
    }
    let read = operation.inputs.compactMap { $0 }
    guard read.allSatisfy({ self[$0].data != nil && self[$0].quantization == nil }),
      operation.outputs.reduce(0, { $0 + self[$1].count }) <= Self.largestFoldedCount
    else { return false }
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
