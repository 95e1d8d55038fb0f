import RedoubtModel

/// Measures ways to quantise a network on records that they were not fitted to.
struct CandidateSearch {
  /// Equalisations that are tried.
  private static let strengths = [0, 0.5, 1]
  /// Of so many records one is held out.
  private static let holdOut = 4
  /// Records that weights are fitted to during the search; the final weights see all.
  private static let largestFit = 96

  /// All that was measured, in order.
  private(set) var results: [CandidateResult] = []

  /// The candidate with the least error.
  var best: CandidateResult? { results.min { $0.meanSquaredError < $1.meanSquaredError } }

  /// - Parameters:
  ///   - prepared: The float network.
  ///   - methods: Range methods that are tried.
  ///   - progress: Called with the number of steps done and of all; may throw to stop.
  init(
    _ prepared: Graph, _ records: CalibrationRecords, methods: [RangeMethod], threads: Int?,
    progress: (_ done: Int, _ total: Int) throws -> Void
  ) throws {
    // Few records cannot spare any.
    let spares = records.count >= 2 * Self.holdOut
    let fitted = spares ? records.without(every: Self.holdOut) : records
    let judged = spares ? records.every(Self.holdOut, from: Self.holdOut - 1) : records
    let sample = fitted.every(max(1, (fitted.count + Self.largestFit - 1) / Self.largestFit))
    let total = 1 + Self.strengths.count * (methods.count + 1)
    var done = 0
    func advance() throws {
      try progress(done, total)
      done += 1
    }
    try advance()
    let heldOut = try HeldOutRecords(prepared, judged, threads: threads)
    var source: EqualizedNetwork?
    for strength in Self.strengths {
      try advance()
      let check: (Int) throws -> Void = { _ in try progress(done, total) }
      let network =
        if let source {
          try EqualizedNetwork(source, strength: strength, fitted, threads: threads, progress: check)
        } else {
          try EqualizedNetwork(prepared, fitted, threads: threads, progress: check)
        }
      if source == nil { source = network }
      for method in methods {
        try advance()
        let activations = network.activations(method)
        func add(_ rounding: Candidate.Rounding, _ layers: [Int: QuantizedLayer]) throws {
          results.append(
            CandidateResult(
              candidate: Candidate(ranges: method, equalization: strength, rounding: rounding),
              meanSquaredError: try heldOut.meanSquaredError(try network.graph.lowered(activations, layers))))
        }
        try add(.nearest, try QuantizedLayer.nearest(network.graph, activations))
        var sweep = try LayerSweep(network.graph, activations, sample, threads: threads)
        try sweep.run { _ in try progress(done, total) }
        try add(.leastSquares, sweep.layers)
      }
    }
  }
}
