extension Graph {
  /// Fuses activation functions into the operation that computes their input, where the schema has them and nothing
  /// else reads that input.
  ///
  /// Clamps that follow one another become one first; one behind a concatenation goes to the parts, since int8
  /// concatenations have none.
  public mutating func fuseActivations() {
    mergeClamps()
    sinkClampsIntoConcatenations()
    let uses = ValueUses(self)
    var isFused = [Bool](repeating: false, count: operations.count)
    // An operation that took an activation stands where the activation was.
    var producers: [ValueID: Int] = [:]
    for (i, operation) in operations.enumerated() {
      if let activation = operation.kind.clamp(operation, in: self)?.activation,
        let input = operation.inputs[0],
        uses.onlyReader(of: input) != nil, let producer = producers[input],
        !(operations[producer].kind is ConcatenationKind), operations[producer].outputs.count == 1
      {
        let present = operations[producer].kind.activation
        if present == .none, let fused = operations[producer].kind.fusing(activation) {
          operations[producer].kind = fused
        } else if present == .none || present.range.clamped(to: activation.range) != present.range {
          producers[operation.outputs[0]] = i
          continue
        }
        operations[producer].outputs = operation.outputs
        producers[operation.outputs[0]] = producer
        isFused[i] = true
      } else {
        for id in operation.outputs { producers[id] = i }
      }
    }
    operations = operations.indices.filter { !isFused[$0] }.map { operations[$0] }
    removeUnused()
  }

  /// Makes one operation of clamps that follow one another, MAXIMUM and MINIMUM with a constant among them, where
  /// an operation for the range exists.
  private mutating func mergeClamps() {
    let uses = ValueUses(self)
    for i in operations.indices {
      guard var clamp = operations[i].kind.clamp(operations[i], in: self) else { continue }
      while let before = uses.producer(of: clamp.input), uses.onlyReader(of: clamp.input) != nil,
        let earlier = operations[before].kind.clamp(operations[before], in: self)
      {
        guard earlier.range.overlaps(clamp.range) else { break }
        clamp = Clamp(input: earlier.input, range: earlier.range.clamped(to: clamp.range))
      }
      if let kind = clamp.kind {
        operations[i].kind = kind
        operations[i].inputs = [clamp.input]
      }
    }
    removeUnused()
  }

  /// Moves a clamp that follows a concatenation before it where each part then fuses with its operation.
  private mutating func sinkClampsIntoConcatenations() {
    let uses = ValueUses(self)
    for i in operations.indices {
      guard let clamp = operations[i].kind.clamp(operations[i], in: self), let activation = clamp.activation,
        uses.onlyReader(of: clamp.input) != nil, let join = uses.producer(of: clamp.input),
        operations[join].kind is ConcatenationKind, operations[join].kind.activation == .none
      else { continue }
      let parts = operations[join].inputs.map { id in
        id.flatMap { uses.onlyReader(of: $0) == join ? uses.producer(of: $0) : nil }
      }
      guard parts.allSatisfy({ $0.map { operations[$0].kind.fusing(activation) != nil } ?? false }),
        !parts.contains(where: { $0.map { operations[$0].kind is ConcatenationKind } ?? false })
      else { continue }
      for case let part? in parts {
        if let fused = operations[part].kind.fusing(activation) { operations[part].kind = fused }
      }
      let output = operations[i].outputs
      operations[i] = operations[join]
      operations[i].outputs = output
    }
    removeUnused()
  }
}

/// An operation that limits its input's elements to a range.
struct Clamp {
  let input: ValueID
  let range: ClosedRange<Float>

  /// The fused form, nil where the schema has none.
  var activation: FusedActivation? {
    [FusedActivation.relu, .reluN1To1, .relu6].first { $0.range == range }
  }

  /// The operation of its own, nil where the schema has none.
  var kind: (any OperationKind)? {
    switch activation {
    case .relu: ReluKind()
    case .relu6: Relu6Kind()
    case .reluN1To1: ReluN1To1Kind()
    case FusedActivation.none?, nil: nil
    }
  }
}

extension OperationKind {
  /// What `operation`, which is of this kind, clamps to; nil where it does anything else.
  func clamp(_ operation: GraphOperation, in graph: Graph) -> Clamp? {
    guard let input = operation.inputs.first ?? nil, operation.outputs.count == 1 else { return nil }
    switch self {
    case is ReluKind: return Clamp(input: input, range: FusedActivation.relu.range)
    case is Relu6Kind: return Clamp(input: input, range: FusedActivation.relu6.range)
    case is ReluN1To1Kind: return Clamp(input: input, range: FusedActivation.reluN1To1.range)
    case is MaximumKind, is MinimumKind:
      guard operation.inputs.count == 2, let other = operation.inputs[1] else { return nil }
      let isSecond = graph[other].data != nil
      let (bound, clamped) = isSecond ? (other, input) : (input, other)
      guard let number = graph[bound].data?.floats, number.count == 1, !number[0].isNaN,
        graph[clamped].data == nil, graph[clamped].shape == graph[operation.outputs[0]].shape
      else { return nil }
      return Clamp(
        input: clamped, range: self is MaximumKind ? number[0] ... .infinity : -.infinity...number[0])
    default: return nil
    }
  }
}
