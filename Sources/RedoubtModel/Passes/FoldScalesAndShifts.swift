extension Graph {
  /// Folds multiplications and additions by constants per channel, as batch normalisation leaves them, into the
  /// convolution or fully connected layer that they follow.
  ///
  /// Only where nothing else reads the layer's output and no activation stands between.
  public mutating func foldScalesAndShifts() {
    var producers: [ValueID: Int] = [:]
    var readers = [Int](repeating: 0, count: values.count)
    for id in outputs { readers[id.index] += 1 }
    for operation in operations {
      for case let id? in operation.inputs { readers[id.index] += 1 }
    }
    var isFolded = [Bool](repeating: false, count: operations.count)
    for i in operations.indices {
      let operation = operations[i]
      if let (layer, input) = layer(before: operation, producers), readers[input.index] == 1,
        fold(operation, into: layer, input, &readers)
      {
        isFolded[i] = true
        producers[operation.outputs[0]] = layer
      } else if let output = operation.outputs.first {
        producers[output] = i
      }
    }
    operations = operations.indices.filter { !isFolded[$0] }.map { operations[$0] }
    removeUnused()
  }

  /// The weighted layer that computes an input of `operation`, and that input.
  private func layer(before operation: GraphOperation, _ producers: [ValueID: Int]) -> (Int, ValueID)? {
    switch operation.kind {
    case is MulKind, is AddKind, is SubKind: break
    default: return nil
    }
    for case let id? in operation.inputs {
      guard let layer = producers[id], operations[layer].outputs == [id],
        operations[layer].kind.activation == .none, operations[layer].inputs.count >= 2,
        operations[layer].kind is Conv2DKind || operations[layer].kind is DepthwiseConv2DKind
          || operations[layer].kind is FullyConnectedKind
      else { continue }
      return (layer, id)
    }
    return nil
  }

  /// - Returns: False, and nothing done, where the operation does not fold.
  private mutating func fold(
    _ operation: GraphOperation, into layer: Int, _ input: ValueID, _ readers: inout [Int]
  ) -> Bool {
    let isSubtraction = operation.kind is SubKind
    guard operation.inputs.count == 2, let other = operation.inputs.first(where: { $0 != input }) ?? nil,
      !isSubtraction || operation.inputs[0] == input, let channels = self[input].shape.last,
      self[operation.outputs[0]].shape == self[input].shape,
      let numbers = self[other].channelNumbers(channels),
      let weights = operations[layer].inputs[1], self[weights].type == .float32, self[weights].data != nil,
      let kind = operations[layer].kind.fusing(operation.kind.activation)
    else { return false }
    let biasID = operations[layer].inputs.count > 2 ? operations[layer].inputs[2] : nil
    var bias = [Float](repeating: 0, count: channels)
    if let biasID {
      guard let elements = self[biasID].data?.floats, elements.count == channels else { return false }
      bias = elements
    }
    let name = self[operation.outputs[0]].name
    if operation.kind is MulKind {
      // Depthwise weights have their channels last, others first.
      let isLast = operations[layer].kind is DepthwiseConv2DKind
      operations[layer].inputs[1] = scaled(weights, by: numbers, isLast: isLast, &readers)
      for c in 0..<channels { bias[c] *= numbers[c] }
    } else {
      for c in 0..<channels { bias[c] += isSubtraction ? -numbers[c] : numbers[c] }
    }
    if biasID != nil || !(operation.kind is MulKind) {
      let id = addConstant(bias, shape: [channels], named: "\(name)/bias")
      readers.append(1)
      operations[layer].inputs = Array(operations[layer].inputs[..<2]) + [id]
    }
    operations[layer].kind = kind
    operations[layer].outputs = operation.outputs
    return true
  }

  /// Weights with each output channel multiplied by its number; made anew where others read them too.
  private mutating func scaled(
    _ id: ValueID, by numbers: [Float], isLast: Bool, _ readers: inout [Int]
  ) -> ValueID {
    var result = id
    if readers[id.index] > 1 {
      readers[id.index] -= 1
      result = add(self[id])
      readers.append(1)
    }
    // The graph lets go of the elements, so that they are changed in place.
    guard case .float32(var elements)? = self[result].data else { return id }
    self[result].data = nil
    let run = elements.count / numbers.count
    for i in elements.indices { elements[i] *= numbers[isLast ? i % numbers.count : i / run] }
    self[result].data = .float32(elements)
    return result
  }
}
