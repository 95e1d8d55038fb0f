import RedoubtModel

/// A float network that is ready to be quantised, with what its activations look like.
struct EqualizedNetwork {
  let graph: Graph
  let groups: QuantizationGroups
  let calibration: Calibration
  let strength: Double

  /// The network as it is.
  init(
    _ prepared: Graph, _ records: CalibrationRecords, threads: Int?, progress: (_ done: Int) throws -> Void
  ) throws {
    var graph = prepared
    groups = try QuantizationGroups(joining: &graph)
    graph = graph.orderedForMemory()
    self.graph = graph
    calibration = try Calibration(graph, records, threads: threads, progress: progress)
    strength = 0
  }

  /// The network with its channels made more equal.
  ///
  /// - Parameter source: The network without equalisation.
  init(
    _ source: EqualizedNetwork, strength: Double, _ records: CalibrationRecords, threads: Int?,
    progress: (_ done: Int) throws -> Void
  ) throws {
    var graph = try source.graph.equalized(source.calibration.reach, strength: strength)
    groups = try QuantizationGroups(joining: &graph)
    self.graph = graph
    calibration = try Calibration(graph, records, threads: threads, progress: progress)
    self.strength = strength
  }

  func activations(_ method: RangeMethod) -> ActivationQuantizations {
    ActivationQuantizations(graph, groups, calibration, method: method)
  }
}
