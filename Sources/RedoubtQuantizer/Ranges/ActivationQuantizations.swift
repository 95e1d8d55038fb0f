import RedoubtModel

/// The quantisation of every activation of a graph.
struct ActivationQuantizations: Equatable, Sendable {
  /// By value; nil where the value holds no real numbers or is a constant.
  var byValue: [AffineQuantization?]

  subscript(id: ValueID) -> AffineQuantization? { byValue[id.index] }

  /// Chooses a range per set of values that are quantised alike.
  ///
  /// - Parameters:
  ///   - graph: As the groups have left it.
  ///   - calibration: Of this graph.
  init(
    _ graph: Graph, _ groups: QuantizationGroups, _ calibration: Calibration, method: RangeMethod
  ) {
    let histograms = Self.merged(graph, groups, calibration)
    let limits = Self.limits(graph, groups)
    var ranges: [Int: ValueRange] = [:]
    for (first, histogram) in histograms {
      var range = RangeSearch(histogram).range(method)
      if let limit = limits[first] {
        range = ValueRange(low: max(range.low, limit.low), high: min(range.high, limit.high))
      }
      ranges[first] = range
    }
    // Constants among the values are never clipped.
    for (i, value) in graph.values.enumerated() {
      guard let elements = value.data?.floats, let range = ranges[groups.first(of: ValueID(index: i))]
      else { continue }
      let extremes = elements.reduce((0.0, 0.0)) { (min($0.0, Double($1)), max($0.1, Double($1))) }
      ranges[groups.first(of: ValueID(index: i))] = ValueRange(
        low: min(range.low, extremes.0), high: max(range.high, extremes.1))
    }
    byValue = graph.values.indices.map { i in
      let id = ValueID(index: i)
      guard graph.values[i].type == .float32, graph.values[i].data == nil else { return nil }
      return groups.demand(on: id) ?? ranges[groups.first(of: id)]?.quantization
    }
  }

  /// One histogram per set, of the values that are not copies of others in it.
  private static func merged(
    _ graph: Graph, _ groups: QuantizationGroups, _ calibration: Calibration
  ) -> [Int: ActivationHistogram] {
    var merged: [Int: ActivationHistogram] = [:]
    for (i, value) in graph.values.enumerated() where value.data == nil {
      guard groups.isSource[i], let histogram = calibration.histograms[i] else { continue }
      merged[groups.first(of: ValueID(index: i)), default: ActivationHistogram()].merge(histogram)
    }
    return merged
  }

  /// Beyond which real numbers the only reader of a value does not tell values apart.
  private static func limits(_ graph: Graph, _ groups: QuantizationGroups) -> [Int: ValueRange] {
    var members: [Int: Int] = [:]
    for (i, value) in graph.values.enumerated() where value.type == .float32 && value.data == nil {
      members[groups.first(of: ValueID(index: i)), default: 0] += 1
    }
    var readers: [Int: [any OperationKind]] = [:]
    for operation in graph.operations {
      for case let id? in operation.inputs { readers[id.index, default: []].append(operation.kind) }
    }
    var limits: [Int: ValueRange] = [:]
    for (value, kinds) in readers where kinds.count == 1 {
      let id = ValueID(index: value)
      guard !graph.outputs.contains(id), members[groups.first(of: id)] == 1 else { continue }
      switch kinds[0] {
      case is HardSwishKind: limits[groups.first(of: id)] = ValueRange(low: -3, high: .infinity)
      case is LogisticKind: limits[groups.first(of: id)] = ValueRange(low: -8, high: 8)
      case is TanhKind: limits[groups.first(of: id)] = ValueRange(low: -4, high: 4)
      default: continue
      }
    }
    return limits
  }
}
