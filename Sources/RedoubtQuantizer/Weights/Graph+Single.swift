import RedoubtModel

extension Graph {
  /// The network that consists of one operation; it reads what the operation reads, but for constants.
  func single(_ index: Int) -> Graph {
    let operation = operations[index]
    var result = self
    result.operations = [operation]
    result.inputs = []
    for case let id? in operation.inputs where self[id].data == nil && !result.inputs.contains(id) {
      result.inputs.append(id)
    }
    result.outputs = operation.outputs
    result.filePermutations = [:]
    result.removeUnused()
    return result
  }

  /// The network with no activations fused into layers with weights.
  var withoutActivation: Graph {
    var result = self
    for i in operations.indices {
      switch operations[i].kind {
      case var kind as Conv2DKind:
        kind.activation = .none
        result.operations[i].kind = kind
      case var kind as DepthwiseConv2DKind:
        kind.activation = .none
        result.operations[i].kind = kind
      case var kind as FullyConnectedKind:
        kind.activation = .none
        result.operations[i].kind = kind
      default: continue
      }
    }
    return result
  }

  /// Most elements of activations that are live at once.
  var peakElements: Int {
    var lastReader: [ValueID: Int] = [:]
    for (i, operation) in operations.enumerated() {
      for case let id? in operation.inputs where self[id].data == nil { lastReader[id] = i }
    }
    for id in outputs { lastReader[id] = operations.count }
    var live = inputs.reduce(0) { $0 + self[$1].count }
    var peak = live
    for (i, operation) in operations.enumerated() {
      live += operation.outputs.reduce(0) { $0 + self[$1].count }
      peak = max(peak, live)
      let ended = Set(operation.inputs.compactMap { $0 } + operation.outputs)
        .filter { self[$0].data == nil && lastReader[$0] ?? i <= i }
      live -= ended.reduce(0) { $0 + self[$1].count }
    }
    return peak
  }
}
