/// Rows of numbers, one per flattened image, whose order goes into the weights that read them.
extension TensorView {
  /// The order of elements in the rows of `target`, [N, K], where the view's first dimension is N.
  func rowOrder(_ target: [Int]) -> [Int]? {
    let logical = logicalShape
    guard target.count == 2, logical.count >= 2, logical[0] == target[0], permutation[0] == 0 else {
      return nil
    }
    let row = Array(shape[1...])
    let numbers = HostTensor(shape: row, data: .int32((0..<target[1]).map { Int32(clamping: $0) }))
    guard row.elementCount == target[1],
      let permuted = try? numbers.transposed(by: permutation[1...].map { $0 - 1 }),
      case .int32(let order) = permuted.data
    else { return nil }
    return order.map { Int($0) }
  }
}

extension TransposeRemoval {
  /// Whether everything that reads this value of the source can take its rows in another order.
  func absorbsOrder(of id: ValueID) -> Bool {
    var (pending, seen) = ([id], Set([id]))
    while let value = pending.popLast() {
      if source.outputs.contains(value) { return false }
      for index in consumers[value] ?? [] {
        let operation = source.operations[index]
        guard let output = operation.outputs.first else { return false }
        switch operation.kind {
        case is any ElementwiseKind:
          guard operation.inputs.allSatisfy({ $0 == value || isRowConstant($0, of: value) }),
            source[output].shape == source[value].shape,
            operation.inputs.filter({ $0 == value }).count == 1
          else { return false }
        case let kind as ConcatenationKind:
          guard kind.axis == -1 || kind.axis == 1,
            operation.inputs.allSatisfy({ id in id.map { !isConstant($0) } ?? false })
          else { return false }
        case is ReshapeKind:
          guard source[output].shape == source[value].shape else { return false }
        case is FullyConnectedKind:
          guard operation.inputs.count >= 2, operation.inputs[0] == value, let weights = operation.inputs[1],
            source[weights].data?.floats != nil, source[weights].shape.last == source[value].shape.last
          else { return false }
          continue
        default: return false
        }
        if seen.insert(output).inserted { pending.append(output) }
      }
    }
    return true
  }

  /// Whether `id` is a constant with one number, or one per element of the last dimension of `value`.
  private func isRowConstant(_ id: ValueID?, of value: ValueID) -> Bool {
    guard let id, isConstant(id) else { return false }
    let count = source[id].count
    guard source[id].data?.floats != nil else { return false }
    return count == 1 || count == source[value].shape.last && source[id].shape.last == count
  }

  mutating func elementwise(_ operation: GraphOperation, ordered view: TensorView) throws(GraphError) {
    var inputs: [ValueID?] = []
    for id in operation.inputs {
      guard let id else { throw GraphError("An input is missing.") }
      if self.view(id) != nil {
        inputs.append(try shaped(view))
      } else {
        inputs.append(try constant(id, order: view.order))
      }
    }
    try emit(operation, operation.kind, inputs, order: view.order)
  }

  mutating func concatenation(_ operation: GraphOperation, ordered axis: Int) throws(GraphError) {
    var (inputs, order): ([ValueID?], [Int]) = ([], [])
    for id in operation.inputs {
      guard let id, let view = view(id), let extent = view.shape.last else {
        throw GraphError("An input is missing.")
      }
      let first = order.count
      order += (view.order ?? Array(0..<extent)).map { first + $0 }
      inputs.append(view.order == nil ? try realised(view) : try shaped(view))
    }
    try emit(operation, operation.kind, inputs, order: order)
  }

  mutating func fullyConnected(_ operation: GraphOperation) throws(GraphError) {
    var inputs: [ValueID?] = []
    var order: [Int]?
    for (i, id) in operation.inputs.enumerated() {
      guard let id else {
        inputs.append(nil)
        continue
      }
      if i == 0, let view = view(id), view.order != nil {
        order = view.order
        inputs.append(try shaped(view))
      } else if i == 1, order != nil {
        inputs.append(try constant(id, order: order))
      } else {
        inputs.append(try plain(id))
      }
    }
    try emit(operation, operation.kind, inputs)
  }
}
