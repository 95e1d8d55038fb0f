import RedoubtModel

/// Channels of activations that can only be scaled together.
///
/// Where every writer and every reader of a channel has weights, the writers may divide it by a positive number if the
/// readers multiply by it: the network computes the same. ReLUs, pools, sums and concatenations pass the number on, so
/// the channels that they connect form a class. Channels that anything else touches keep their scale.
struct ChannelClasses {
  /// By value, then by channel (the last dimension): a member of the class.
  private var offsets: [Int]
  private var parents: [Int]
  private var isPinned: [Bool]
  private let graph: Graph

  init(_ graph: Graph) {
    self.graph = graph
    offsets = []
    var count = 0
    for value in graph.values {
      offsets.append(count)
      if value.type == .float32, value.data == nil { count += value.shape.last ?? 1 }
    }
    offsets.append(count)
    parents = Array(0..<count)
    isPinned = [Bool](repeating: false, count: count)
    for id in graph.inputs + graph.outputs { pin(id) }
    for operation in graph.operations { visit(operation) }
  }

  /// Number of all members.
  var count: Int { parents.count }

  /// Channels of a value.
  func members(_ id: ValueID) -> Range<Int> { offsets[id.index]..<offsets[id.index + 1] }

  /// The member that stands for the class of `member`.
  func first(of member: Int) -> Int {
    var i = member
    while parents[i] != i { i = parents[i] }
    return i
  }

  /// Whether the class of a member can be scaled.
  func canScale(_ member: Int) -> Bool { !isPinned[first(of: member)] }

  private mutating func pin(_ id: ValueID) {
    for member in members(id) { isPinned[first(of: member)] = true }
  }

  private mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (first(of: a), first(of: b))
    guard a != b else { return }
    parents[max(a, b)] = min(a, b)
    if isPinned[max(a, b)] { isPinned[min(a, b)] = true }
  }

  private mutating func visit(_ operation: GraphOperation) {
    let output = members(operation.outputs[0])
    let operands = operation.inputs.compactMap { $0 }.filter { graph[$0].type == .float32 }
    let computed = operands.filter { graph[$0].data == nil }
    let isHomogeneous = operation.kind.activation == .none || operation.kind.activation == .relu
    switch operation.kind {
    case is Conv2DKind, is DepthwiseConv2DKind, is FullyConnectedKind:
      if !isHomogeneous { pin(operation.outputs[0]) }
      // Grouped convolutions are left as they are.
      if operation.kind is Conv2DKind, let weights = operation.inputs[1], let input = computed.first,
        graph[weights].shape.last != graph[input].shape.last
      {
        pin(input)
      }
    case is AddKind, is SubKind, is MaximumKind, is MinimumKind:
      guard isHomogeneous, computed.count == operands.count,
        computed.allSatisfy({ members($0).count == output.count })
      else { return pinAll(operation) }
      for id in computed { for (a, b) in zip(members(id), output) { join(a, b) } }
    case is ReluKind, is AveragePool2DKind, is MaxPool2DKind, is LeakyReluKind, is PadKind,
      is ResizeNearestNeighborKind, is MeanKind, is ReduceMaxKind, is ReshapeKind, is SqueezeKind,
      is ExpandDimsKind:
      // Element i of the output's last dimension is channel i mod C, where the shapes allow it.
      guard isHomogeneous, let input = computed.first, computed.count == 1, !members(input).isEmpty,
        keepsChannels(operation, input), output.count % members(input).count == 0
      else { return pinAll(operation) }
      let channels = members(input)
      for (i, member) in output.enumerated() { join(channels.lowerBound + i % channels.count, member) }
    case let kind as ConcatenationKind:
      let rank = graph[operation.outputs[0]].shape.count
      guard isHomogeneous, Int(kind.axis) == rank - 1 || kind.axis == -1, computed.count == operands.count
      else { return pinAll(operation) }
      var member = output.startIndex
      for id in computed {
        for channel in members(id) {
          join(channel, member)
          member += 1
        }
      }
    default: pinAll(operation)
    }
  }

  /// Whether the last dimension of the output counts channels of the input.
  private func keepsChannels(_ operation: GraphOperation, _ input: ValueID) -> Bool {
    let (from, to) = (graph[input].shape, graph[operation.outputs[0]].shape)
    switch operation.kind {
    case let kind as MeanKind:
      return !reducesLast(operation, from) && (kind.keepsDimensions || from.last == to.last)
    case let kind as ReduceMaxKind:
      return !reducesLast(operation, from) && (kind.keepsDimensions || from.last == to.last)
    case is PadKind: return from.last == to.last
    default: return true
    }
  }

  private func reducesLast(_ operation: GraphOperation, _ shape: [Int]) -> Bool {
    let axes = operation.inputs[1].flatMap { graph[$0].data?.integers } ?? [-1]
    return axes.contains { $0 == -1 || $0 == Int64(shape.count - 1) }
  }

  private mutating func pinAll(_ operation: GraphOperation) {
    for id in operation.inputs.compactMap({ $0 }) + operation.outputs { pin(id) }
  }
}
