extension Graph {
  /// Takes out operations that change nothing: shapes before a fully connected layer, which reads rows of any shape,
  /// shapes that stay as they are, and pads of no cells.
  public mutating func removeIdleOperations() {
    var replaced: [ValueID: ValueID] = [:]
    let uses = ValueUses(self)
    let external = Set(inputs + outputs)
    for i in operations.indices {
      operations[i].inputs = operations[i].inputs.map { id in id.map { replaced[$0] ?? $0 } }
      let operation = operations[i]
      guard let output = operation.outputs.first, let input = operation.inputs.first ?? nil,
        self[input].data == nil
      else { continue }
      switch operation.kind {
      case is ReshapeKind, is SqueezeKind, is ExpandDimsKind, is PadKind, is PadV2Kind:
        if self[input].shape == self[output].shape, !external.contains(output) { replaced[output] = input }
      case let kind as FullyConnectedKind where !kind.keepsDimensions:
        var source = input
        while let producer = uses.producer(of: source), operations[producer].kind.changesShapeAlone,
          let before = operations[producer].inputs[0]
        { source = before }
        operations[i].inputs[0] = source
      default: break
      }
    }
    removeUnused()
  }
}

extension OperationKind {
  fileprivate var changesShapeAlone: Bool {
    self is ReshapeKind || self is SqueezeKind || self is ExpandDimsKind
  }
}
