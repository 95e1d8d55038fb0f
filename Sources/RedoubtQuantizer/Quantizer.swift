import RedoubtModel

/// Makes int8 networks from float ones.
public struct Quantizer {
  /// What decides the ranges of activations.
  public enum Method: Equatable, Sendable {
    /// Candidates are measured on held-out calibration records.
    case auto
    case fixed(RangeMethod)

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
    public var done, total: Int
  }

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
    try graph.requireFloat()
    var prepared = try graph.preparedForQuantization()
    let groups = try QuantizationGroups(joining: &prepared)
    let calibration = try Calibration(prepared, records, threads: threads) { [progress] done in
      try progress(Progress(stage: "calibrating", done: done, total: records.count))
    }
    let rangeMethod: RangeMethod = if case .fixed(let method) = method { method } else { .mse }
    let activations = ActivationQuantizations(prepared, groups, calibration, method: rangeMethod)
    let layers = try QuantizedLayer.nearest(prepared, activations)
    let model = try Int8Model(
      try prepared.lowered(activations, layers), metadata: metadata(rangeMethod.rawValue))
    let fidelity = try Fidelity(model, prepared, records, threads: threads, withOperators: true) {
      [progress] done in
      try progress(Progress(stage: "comparing", done: done, total: records.count))
    }
    return QuantizedNetwork(model: model, chosen: rangeMethod.rawValue, fidelity: fidelity)
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
