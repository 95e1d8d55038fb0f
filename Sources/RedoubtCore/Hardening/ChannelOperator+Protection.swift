/// What an operator with weights does in a hardened model.
extension ChannelOperator {
  /// Runs an operator in a hardened model, once its rows have been voted.
  ///
  /// Channels that are computed three times are computed twice more first: each result passes through the output tensor
  /// on its way to its bank. The results of the computation that follows stay in the output tensor.
  ///
  /// - Parameter deviates: Whether the vote has found a row in which copies differ.
  static func runProtected<D: Datapath>(
    _ node: Node, _ memory: borrowing TensorMemory, _ table: HardeningTable,
    _ replicas: borrowing ReplicaMemory, deviates: Bool, _ datapath: inout D
  ) throws(ModelError) {
    let p = try parameters(node)
    guard let entry = try table.protection(writtenBy: node) else {
      let none = UnitWords(node.model.bytes)
      return try compute(p, node, memory, ProtectedChannels(.all, none), &datapath)
    }
    let isStruck = deviates || entry.hasForeignPair(p.sharedPair)
    for bank in 1...2 where entry.hasReplicatedComputation {
      try compute(p, node, memory, ProtectedChannels(.replicated, entry.units), &datapath)
      if isStruck { try recompute(.tmrCompute, p, node, memory, entry, &datapath) }
      try entry.store(.computed, in: bank, memory, replicas)
    }
    try compute(p, node, memory, ProtectedChannels(.all, entry.units), &datapath)
    if isStruck { try recompute(.empty, p, node, memory, entry, &datapath) }
  }

  /// Computes a selection in place. Out of line, so that an image holds the kernel once.
  @inline(never)
  private static func compute<D: Datapath>(
    _ p: Parameters, _ node: Node, _ memory: borrowing TensorMemory, _ channels: ProtectedChannels,
    _ datapath: inout D
  ) throws(ModelError) {
    var channels = channels
    try compute(
      p, node, memory, try memory.read(p.weights, as: Int8.self), try memory.readBias(p.bias), &channels,
      &datapath)
  }

  /// Computes every channel again whose voted parameters are not what it was computed from in place: one after the other,
  /// from the row that they are voted into.
  ///
  /// - Parameter schemes: What the channels must have beside `tmrWeights`.
  @inline(never)
  private static func recompute<D: Datapath>(
    _ schemes: HardeningScheme, _ p: Parameters, _ node: Node, _ memory: borrowing TensorMemory,
    _ entry: ProtectedTensor, _ datapath: inout D
  ) throws(ModelError) {
    let rowPlace = scratchBytes(p)
    for k in 0..<entry.unitCount {
      let row: VotedRow?
      do throws(HardeningError) {
        row = try VotedRow(try entry.unit(k), schemes, memory, node, at: rowPlace)
      } catch {
        throw ModelError(error)
      }
      guard let row, row.deviates || row.pair != (p.sharedPair ?? row.pair) else { continue }
      var one = ProtectedChannels(.one(row.channel, row.pair.withBoundedShift), entry.units)
      let bias = try memory.readScratch(node, from: rowPlace, p.bias == nil ? 0 : 1, of: Int32.self)
      let weights = try memory.readScratch(
        node, from: rowPlace &+ 4 &+ row.phase, row.weightCount, of: Int8.self)
      try compute(p, node, memory, weights, bias, &one, &datapath)
    }
  }
}
