/// One rule per kind of operation: how it works on operands whose dimensions are stored in another order.
extension TransposeRemoval {
  mutating func rewrite(_ operation: GraphOperation) throws(GraphError) {
    let computed = operation.inputs.compactMap { $0 }.filter { !isConstant($0) }
    guard !computed.isEmpty else { return try copy(operation) }
    switch operation.kind {
    case is TransposeKind: try transpose(operation)
    case is ReshapeKind, is SqueezeKind, is ExpandDimsKind: try reshape(operation)
    case is any ElementwiseKind: try elementwise(operation)
    case let kind as ConcatenationKind: try concatenation(operation, kind)
    case is PadKind, is PadV2Kind: try pad(operation)
    case is SliceKind: try permuteOperands(operation, 1, 2)
    case is TileKind: try permuteOperands(operation, 1)
    case let kind as StridedSliceKind: try stridedSlice(operation, kind)
    case is SplitKind: try split(operation)
    case let kind as GatherKind: try gather(operation, kind)
    case let kind as any ReducingKind: try reduce(operation, keepsDimensions: kind.keepsDimensions)
    case is SoftmaxKind: try softmax(operation)
    case is FullyConnectedKind: try fullyConnected(operation)
    default: try copy(operation)
    }
  }

  /// The operation as it is, on operands as the source has them.
  private mutating func copy(_ operation: GraphOperation) throws(GraphError) {
    var inputs: [ValueID?] = []
    for id in operation.inputs {
      if let id { inputs.append(try plain(id)) } else { inputs.append(nil) }
    }
    try emit(operation, operation.kind, inputs)
  }

  /// Integers of a constant operand of the source.
  private func integers(_ operation: GraphOperation, _ i: Int) throws(GraphError) -> [Int] {
    let operands = operation.inputs.map { id in id.map { source[$0] } }
    return try operands.integers(i, "operand")
  }

  private func shape(_ operation: GraphOperation) throws(GraphError) -> [Int] {
    guard let output = operation.outputs.first else { throw GraphError("It has no outputs.") }
    return source[output].shape
  }

  // MARK: - Views

  private mutating func transpose(_ operation: GraphOperation) throws(GraphError) {
    let view = try view(operation, 0)
    let permutation = try integers(operation, 1)
    guard view.order == nil, permutation.sorted() == Array(view.shape.indices),
      let output = operation.outputs.first
    else { throw GraphError("\(permutation) is no permutation of shape \(view.logicalShape).") }
    try define(output, view.transposed(by: permutation))
  }

  private mutating func reshape(_ operation: GraphOperation) throws(GraphError) {
    let (view, target) = (try view(operation, 0), try shape(operation))
    let output = operation.outputs[0]
    if view.order != nil {
      // Only a reshape that changes nothing reads a reordered tensor.
      return try define(output, view)
    }
    if let reshaped = view.reshaped(to: target) { return try define(output, reshaped) }
    if let order = view.rowOrder(target), absorbsOrder(of: output) {
      return try define(output, TensorView(view.id, shape: target, order: order))
    }
    if let order = view.regrouping(for: target), order.count == view.shape.count {
      let grouped = try realised(
        TensorView(view.id, shape: view.shape).transposed(by: order))
      let moved = TensorView(
        grouped, shape: order.map { view.shape[$0] }, permutation: view.permutation.map { order.inverted[$0] }
      )
      if let reshaped = moved.reshaped(to: target) { return try define(output, reshaped) }
    }
    try define(output, TensorView(try realised(view), shape: target))
  }

  // MARK: - Operations that work in any order

  /// The order of dimensions that operands are brought to: the first that one of them has.
  private func commonPermutation(_ views: [TensorView], rank: Int) -> [Int] {
    views.first { $0.isTransposed && $0.shape.count == rank }?.permutation ?? Array(0..<rank)
  }

  private mutating func elementwise(_ operation: GraphOperation) throws(GraphError) {
    let output = try shape(operation)
    let views = operation.inputs.compactMap { id in id.flatMap { view($0) } }
    if let ordered = views.first(where: { $0.order != nil }) {
      return try elementwise(operation, ordered: ordered)
    }
    if operation.inputs.count == 1 {
      let view = views[0]
      return try emit(
        operation, operation.kind, [view.id], shape: view.shape, permutation: view.permutation)
    }
    let permutation = commonPermutation(views, rank: output.count)
    let stored = permutation.inverted.map { output[$0] }
    // Operands with all dimensions, in the stored order.
    var operands: [Operand] = []
    for id in operation.inputs {
      guard let id else { throw GraphError("An input is missing.") }
      let leading = [Int](repeating: 1, count: output.count - source[id].shape.count)
      guard let view = view(id) else {
        let shape = leading + source[id].shape
        operands.append(
          .constant(id, shape: shape, permutation: permutation.inverted))
        continue
      }
      var full = view.reshaped(to: leading + view.logicalShape) ?? view
      full = full.transposed(by: permutation.inverted)
      if full.isTransposed { full = TensorView(try realised(full), shape: full.logicalShape) }
      operands.append(.computed(full))
    }
    let base = baseShape(operands, stored)
    let alignment = base.flatMap { ShapeAlignment(from: stored, to: $0) }
    var inputs: [ValueID?] = []
    for operand in operands {
      switch operand {
      case .computed(let view):
        let shape = alignment?.apply(to: view.shape) ?? view.shape
        inputs.append(try shaped(TensorView(view.id, shape: shape)))
      case .constant(let id, let shape, let permutation):
        inputs.append(try constant(id, shape, permutation, alignment))
      }
    }
    try emit(operation, operation.kind, inputs, shape: stored, permutation: permutation)
  }

  private enum Operand {
    /// A value with no permutation left.
    case computed(TensorView)
    case constant(ValueID, shape: [Int], permutation: [Int])
  }

  /// A constant operand; a single number keeps its shape, others lose leading dimensions of size 1.
  private mutating func constant(
    _ id: ValueID, _ shape: [Int], _ permutation: [Int], _ alignment: ShapeAlignment?
  ) throws(GraphError) -> ValueID {
    if shape.elementCount == 1 { return try constant(id) }
    let stored = permutation.map { shape[$0] }
    let aligned = alignment?.apply(to: stored) ?? stored
    return try constant(
      id, shape: shape, permutation: permutation, finalShape: Array(aligned.drop { $0 == 1 }))
  }

  /// The shape under which all computed operands are stored, where it differs from `stored` in dimensions of size 1
  /// alone; nil where they are best taken as they are.
  private func baseShape(_ operands: [Operand], _ stored: [Int]) -> [Int]? {
    var base: [Int]?
    for case .computed(let view) in operands where view.shape == stored && graph[view.id].shape != stored {
      base = base ?? graph[view.id].shape
    }
    guard let base, let alignment = ShapeAlignment(from: stored, to: base) else { return nil }
    for case .computed(let view) in operands where graph[view.id].shape != alignment.apply(to: view.shape) {
      return nil
    }
    return base
  }

  private mutating func concatenation(
    _ operation: GraphOperation, _ kind: ConcatenationKind
  ) throws(GraphError) {
    let rank = try shape(operation).count
    let views = operation.inputs.compactMap { id in id.flatMap { view($0) } }
    let axis = try shape(operation).dimension(at: Int(kind.axis))
    if views.contains(where: { $0.order != nil }) { return try concatenation(operation, ordered: axis) }
    let permutation = commonPermutation(views, rank: rank)
    var inputs: [ValueID?] = []
    for id in operation.inputs {
      guard let id else { throw GraphError("An input is missing.") }
      if let view = view(id) {
        inputs.append(try realised(view.transposed(by: permutation.inverted)))
      } else {
        inputs.append(try constant(id, permutation: permutation.inverted))
      }
    }
    var moved = kind
    moved.axis = Int32(permutation[axis])
    try emit(operation, moved, inputs, permutation: permutation)
  }

  private mutating func pad(_ operation: GraphOperation) throws(GraphError) {
    let view = try view(operation, 0)
    let paddings = try integers(operation, 1)
    let rank = view.shape.count
    guard view.order == nil, paddings.count == 2 * rank else { return try copy(operation) }
    let order = view.permutation.inverted
    let moved = order.flatMap { [Int32(clamping: paddings[2 * $0]), Int32(clamping: paddings[2 * $0 + 1])] }
    let operand = graph.addConstant(moved, shape: [rank, 2], named: "\(operation.name)/paddings")
    var inputs: [ValueID?] = [try shaped(view), operand]
    for case let id? in operation.inputs.dropFirst(2) { inputs.append(try plain(id)) }
    try emit(operation, operation.kind, inputs, permutation: view.permutation)
  }

  /// An operation whose operands `places` list one number per dimension of input 0.
  private mutating func permuteOperands(_ operation: GraphOperation, _ places: Int...) throws(GraphError) {
    let view = try view(operation, 0)
    var inputs: [ValueID?] = [try shaped(view)]
    for i in places {
      let numbers = try integers(operation, i)
      guard numbers.count == view.shape.count else { return try copy(operation) }
      let moved = view.permutation.inverted.map { Int32(clamping: numbers[$0]) }
      inputs.append(graph.addConstant(moved, named: "\(operation.name)/operand \(i)"))
    }
    try emit(operation, operation.kind, inputs, permutation: view.permutation)
  }

  private mutating func stridedSlice(
    _ operation: GraphOperation, _ kind: StridedSliceKind
  ) throws(GraphError) {
    let view = try view(operation, 0)
    let rank = view.shape.count
    guard view.isTransposed, kind.shrinkAxisMask == 0, try integers(operation, 1).count == rank else {
      return try copy(operation)
    }
    let order = view.permutation.inverted
    func permuted(_ mask: Int32) -> Int32 {
      order.enumerated().reduce(0) { $0 | (mask >> Int32($1.element) & 1) << Int32($1.offset) }
    }
    var moved = kind
    moved.beginMask = permuted(kind.beginMask)
    moved.endMask = permuted(kind.endMask)
    var inputs: [ValueID?] = [try shaped(view)]
    for i in 1...3 {
      let numbers = try integers(operation, i)
      guard numbers.count == rank else { return try copy(operation) }
      inputs.append(
        graph.addConstant(
          order.map { Int32(clamping: numbers[$0]) }, named: "\(operation.name)/operand \(i)"))
    }
    try emit(operation, moved, inputs, permutation: view.permutation)
  }

  private mutating func split(_ operation: GraphOperation) throws(GraphError) {
    let view = try view(operation, 1)
    guard let axis = try integers(operation, 0).first else { return try copy(operation) }
    let moved = view.permutation[try view.shape.dimension(at: axis)]
    let operand = graph.addConstant([Int32(moved)], shape: [], named: "\(operation.name)/axis")
    try emit(operation, operation.kind, [operand, try shaped(view)], permutation: view.permutation)
  }

  private mutating func gather(_ operation: GraphOperation, _ kind: GatherKind) throws(GraphError) {
    guard let input = operation.inputs.first, let input, let view = view(input), view.isTransposed,
      operation.inputs.count == 2, let indices = operation.inputs[1], isConstant(indices),
      source[indices].shape.count == 1
    else { return try copy(operation) }
    var moved = kind
    moved.axis = Int32(view.permutation[try view.shape.dimension(at: Int(kind.axis))])
    try emit(
      operation, moved, [try shaped(view), try constant(indices)], permutation: view.permutation)
  }

  private mutating func reduce(_ operation: GraphOperation, keepsDimensions: Bool) throws(GraphError) {
    let view = try view(operation, 0)
    var reduced = Set<Int>()
    for axis in try integers(operation, 1) {
      reduced.insert(view.permutation[try view.shape.dimension(at: axis)])
    }
    var permutation = view.permutation
    if !keepsDimensions {
      let kept = view.shape.indices.filter { !reduced.contains($0) }
      permutation = view.permutation.compactMap { kept.firstIndex(of: $0) }
    }
    let axes = graph.addConstant(reduced.sorted().map { Int32($0) }, named: "\(operation.name)/axes")
    try emit(operation, operation.kind, [try shaped(view), axes], permutation: permutation)
  }

  /// SOFTMAX works along the last dimension, which must stay where it is.
  private mutating func softmax(_ operation: GraphOperation) throws(GraphError) {
    let view = try view(operation, 0)
    guard view.permutation.last == view.shape.count - 1 else { return try copy(operation) }
    try emit(operation, operation.kind, [try shaped(view)], permutation: view.permutation)
  }
}
