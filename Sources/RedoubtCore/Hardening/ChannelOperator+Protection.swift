/// What an operator with weights does in a hardened model.
extension ChannelOperator {
  /// Votes the rows of the operator's channels, then runs it.
  ///
  /// Channels that are computed three times are computed twice more first: once for each bank, all of them in one pass,
  /// which prepares the input anew. The results of the computation that follows stay in the output tensor.
  static func runProtected<D: Datapath>(
    _ node: Node, _ memory: borrowing TensorMemory, _ table: HardeningTable,
    _ replicas: borrowing ReplicaMemory, _ voter: inout Voter, _ datapath: inout D
  ) throws(ModelError) {
    let p = try parameters(node)
    guard let entry = try table.protection(of: p.output, writtenBy: node) else {
      return try compute(p, node, memory, ProtectedChannels(.all, UnitWords()), &datapath)
    }
    let isStruck = try voteRows(p, entry, &voter)
    let isReplicated = entry.hasReplicatedComputation
    let planes = isReplicated && isListed(D.self) ? try entry.planes(replicas) : nil
    for bank in 1...2 where isReplicated {
      let isDone = if let planes { try compute(p, node, memory, planes.inBank(bank)) } else { false }
      if !isDone {
        // Results of other kernels pass through the output tensor.
        try compute(p, node, memory, ProtectedChannels(.replicated, entry.units), &datapath)
        try entry.store(.computed, into: bank, memory, replicas)
      }
      if isStruck {
        try recompute(.tmrCompute, p, node, memory, entry, &datapath) { (k) throws(ModelError) in
          try entry.store(.computed, only: k, into: bank, memory, replicas)
        }
      }
    }
    try compute(p, node, memory, ProtectedChannels(.all, entry.units), &datapath)
    if isStruck { try recompute(.empty, p, node, memory, entry, &datapath) { _ in } }
  }

  /// Whether the kernel writes results straight into a bank.
  @inline(__always)
  private static func isListed<D: Datapath>(_ datapath: D.Type) -> Bool {
    DualMac.isAvailable && hasDualMacKernel && D.isClean
  }

  /// - Returns: Whether some channel has to be computed from voted parameters.
  private static func voteRows(
    _ p: Parameters, _ entry: ProtectedTensor, _ voter: inout Voter
  ) throws(ModelError) -> Bool {
    guard entry.table.hasRows else { return false }
    do throws(HardeningError) {
      let parameters = ChannelParameters(
        p.weights, bias: p.bias, isDepthwise: code == DepthwiseConv2D.code, channels: entry.channels)
      guard let parameters, let rows = ProtectedRows(entry, parameters) else {
        guard !entry.hasRow else {
          throw HardeningError(.modelMismatch, word: entry.word, value: entry.tensor)
        }
        return false
      }
      let finding = try rows.vote(&voter, shared: p.sharedPair)
      return finding.deviates || finding.hasForeignPair
    } catch {
      throw ModelError(error)
    }
  }

  /// Computes the listed channels into their planes. Out of line, so that each bank's results are computed anew.
  ///
  /// - Returns: False where the kernel does not give these channels' bytes; what it has written does not count then.
  @inline(never)
  private static func compute(
    _ p: Parameters, _ node: Node, _ memory: borrowing TensorMemory, _ list: ReplicatedPlanes
  ) throws(ModelError) -> Bool {
    try computeListed(
      p, node, memory, try memory.read(p.weights, as: Int8.self), try memory.readBias(p.bias), list)
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
  /// - Parameters:
  ///   - schemes: What the channels must have beside `tmrWeights`.
  ///   - store: Called with each protected channel whose plane in the output tensor is new.
  @inline(never)
  private static func recompute<D: Datapath>(
    _ schemes: HardeningScheme, _ p: Parameters, _ node: Node, _ memory: borrowing TensorMemory,
    _ entry: ProtectedTensor, _ datapath: inout D, store: (_ k: Int) throws(ModelError) -> Void
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
      try store(k)
    }
  }
}
