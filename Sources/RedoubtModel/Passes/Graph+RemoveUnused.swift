extension Graph {
  /// Takes out operations that no output of the network needs, and the elements of constants that nothing reads.
  ///
  /// Identifiers of values stay as they are.
  public mutating func removeUnused() {
    var isNeeded = [Bool](repeating: false, count: values.count)
    for id in outputs { isNeeded[id.index] = true }
    var kept: [GraphOperation] = []
    for operation in operations.reversed() where operation.outputs.contains(where: { isNeeded[$0.index] }) {
      for case let id? in operation.inputs { isNeeded[id.index] = true }
      kept.append(operation)
    }
    operations = kept.reversed()
    for i in values.indices where !isNeeded[i] { values[i].data = nil }
  }
}
