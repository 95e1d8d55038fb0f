/// A row put together by votes in an operator's scratch memory: the bias in its first word, the weights behind it.
struct VotedRow {
  let channel: Int
  let pair: QuantizedMultiplier
  /// Distance of the first weight from the second word.
  let phase: Int
  let weightCount: Int
  /// Whether a copy deviates.
  let deviates: Bool

  /// Votes without counting: the step has counted when it began.
  ///
  /// - Parameters:
  ///   - schemes: What the unit must have beside `tmrWeights`.
  ///   - place: Byte of the row in the scratch memory.
  /// - Returns: Nil for a unit without these schemes.
  init?(
    _ unit: ProtectedUnit, _ schemes: HardeningScheme, _ memory: borrowing TensorMemory, _ node: Node,
    at place: Int
  ) throws(HardeningError) {
    guard unit.scheme.contains(schemes), let row = try unit.row() else { return nil }
    var voter = Voter()
    channel = unit.channel
    phase = row.phase
    weightCount = row.weightCount
    pair = try row.pair(&voter)
    let bias = try row.bias(&voter)
    guard var first = try? memory.scratch(node, from: place, 1, of: Int32.self),
      var weights = try? memory.scratch(node, from: place &+ 4, row.scratchBytes / 4, of: UInt32.self)
    else { throw HardeningError(.modelMismatch, word: unit.word, value: unit.channel) }
    first[0] = bias
    try row.weights(&voter, into: &weights)
    deviates = voter != Voter()
  }
}
