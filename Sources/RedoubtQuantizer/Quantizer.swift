import RedoubtModel

/// Makes int8 networks from float ones.
public struct Quantizer {
  /// What decides the ranges of activations.
  public enum Method: Equatable, Sendable {
    /// Candidates are measured on held-out calibration records.
    case auto
    case fixed(RangeMethod)

    /// "auto", or the name of the one method.
    public var name: String {
      switch self {
      case .auto: "auto"
      case .fixed(let method): method.rawValue
      }
    }
  }

  /// Where a long run is.
  public struct Progress: Equatable, Sendable {
    /// What is being done, e.g. "calibrating".
    public var stage: String
    /// Records, candidates or operators, whichever the stage counts.
    public var done, total: Int
  }

  /// What decides the ranges of activations.
  public var method: Method
  /// At most this many; nil for one per processor. The result does not depend on it.
  public var threads: Int?
  /// Called on the caller's thread; may throw to stop.
  public var progress: (Progress) throws -> Void

  public init(
    method: Method = .auto, threads: Int? = nil, progress: @escaping (Progress) throws -> Void = { _ in }
  ) {
    self.method = method
    self.threads = threads
    self.progress = progress
  }

  /// Quantises a network.
  ///
  /// - Parameters:
  ///   - graph: As imported, float32.
  ///   - records: What the network will see, in the layout of the source file.
  ///   - metadata: Entries for the file, given the name of what was chosen.
  /// - Throws: `GraphError` for what cannot be quantised, what `records` throws, and what `progress` throws.
  public func quantize(
    _ graph: Graph, calibration records: CalibrationRecords,
    metadata: (_ chosen: String) -> [ModelMetadata] = { _ in [] }
  ) throws -> QuantizedNetwork {
    guard records.count > 0 else { throw GraphError("There are no calibration records. Give at least one.") }
    try graph.requireFloat()
    let prepared = try graph.preparedForQuantization()
    let methods = if case .fixed(let method) = method { [method] } else { RangeMethod.allCases }
    let search = try CandidateSearch(prepared, records, methods: methods, threads: threads) {
      [progress] done, total in
      try progress(Progress(stage: "candidates", done: done, total: total))
    }
    guard let best = search.best else { throw GraphError("No candidate could be measured.") }
    let chosen = best.candidate
    let network = try network(prepared, records, strength: chosen.equalization)
    let activations = network.activations(chosen.ranges)
    let layers = try layers(network, activations, records, chosen.rounding)
    let model = try Int8Model(
      try network.graph.lowered(activations, layers), metadata: metadata(chosen.description))
    let fidelity = try Fidelity(model, network.graph, records, threads: threads) { [progress] done in
      try progress(Progress(stage: "records compared", done: done, total: records.count))
    }
    return QuantizedNetwork(model: model, chosen: best, candidates: search.results, fidelity: fidelity)
  }

  /// The network as it is quantised in the end, calibrated on all records.
  private func network(
    _ prepared: Graph, _ records: CalibrationRecords, strength: Double
  ) throws -> EqualizedNetwork {
    let check: (Int) throws -> Void = { [progress] done in
      try progress(Progress(stage: "records calibrated", done: done, total: records.count))
    }
    let source = try EqualizedNetwork(prepared, records, threads: threads, progress: check)
    guard strength > 0 else { return source }
    return try EqualizedNetwork(source, strength: strength, records, threads: threads, progress: check)
  }

  private func layers(
    _ network: EqualizedNetwork, _ activations: ActivationQuantizations, _ records: CalibrationRecords,
    _ rounding: Candidate.Rounding
  ) throws -> [Int: QuantizedLayer] {
    guard rounding == .leastSquares else { return try QuantizedLayer.nearest(network.graph, activations) }
    var sweep = try LayerSweep(network.graph, activations, records, threads: threads)
    try sweep.run { [progress] done in
      try progress(
        Progress(stage: "operators rounded", done: done, total: network.graph.operations.count))
    }
    return sweep.layers
  }
}

extension Graph {
  /// Throws unless all that the network computes with is float32.
  fileprivate func requireFloat() throws(GraphError) {
    for id in inputs where self[id].type != .float32 {
      throw GraphError(
        "The network's input is \(self[id].type); only float32 networks can be quantised. Give the float network.",
        at: self[id].name)
    }
    for operation in operations {
      for id in operation.outputs where self[id].type == .int8 {
        throw GraphError("The network is quantised already. Give the float network.", at: operation.name)
      }
    }
  }
}

extension QuantizedLayer {
  /// Every layer of a graph, rounded to the nearest steps.
  static func nearest(
    _ graph: Graph, _ activations: ActivationQuantizations
  ) throws(GraphError) -> [Int: QuantizedLayer] {
    var layers: [Int: QuantizedLayer] = [:]
    for index in graph.operations.indices {
      guard let layer = try WeightedLayer(graph, operation: index), let input = activations[layer.input],
        let output = activations[layer.output]
      else { continue }
      layers[index] = nearest(layer, input: input, output: output)
    }
    return layers
  }
}
