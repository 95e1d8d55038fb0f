import RedoubtModel

/// What a float network's activations look like over the calibration records.
struct Calibration: Sendable {
  /// By value; nil for constants and for values that hold no real numbers.
  var histograms: [ActivationHistogram?]
}

extension Calibration {
  /// Records whose histograms are kept apart until they are merged; their number bounds the memory.
  private static let batchRecords = 8

  /// Runs the float network over all records.
  ///
  /// - Parameters:
  ///   - graph: The network; records are arranged for its inputs.
  ///   - progress: Called with the number of records done; may throw to stop.
  /// - Throws: Where an activation is not finite, with the value and the record.
  init(
    _ graph: Graph, _ records: CalibrationRecords, threads: Int?, progress: (_ done: Int) throws -> Void
  ) throws {
    let executor = try FloatExecutor(graph)
    histograms = [ActivationHistogram?](repeating: nil, count: graph.values.count)
    // Batches of batches, so that progress is shown and at most 16 partial results exist at once.
    let stride = Self.batchRecords * 16
    for first in Swift.stride(from: 0, to: records.count, by: stride) {
      try progress(first)
      let end = min(first + stride, records.count)
      let batches = (end - first + Self.batchRecords - 1) / Self.batchRecords
      let parts = try concurrentMap(batches, threads: threads) { batch in
        let start = first + batch * Self.batchRecords
        return try Self.histograms(graph, executor, records, start..<min(start + Self.batchRecords, end))
      }
      for part in parts { merge(part) }
    }
    try progress(records.count)
  }

  private static func histograms(
    _ graph: Graph, _ executor: FloatExecutor, _ records: CalibrationRecords, _ range: Range<Int>
  ) throws -> [ActivationHistogram?] {
    var result = [ActivationHistogram?](repeating: nil, count: graph.values.count)
    for i in range {
      var failed: ValueID?
      _ = try executor.run(try graph.arranged(try records.record(i))) { id, elements in
        var histogram = result[id.index] ?? ActivationHistogram()
        result[id.index] = nil
        if !histogram.add(elements), failed == nil { failed = id }
        result[id.index] = histogram
      }
      if let failed {
        throw GraphError(
          "Calibration record \(i) makes it infinite or not a number. Check the records' preprocessing, and the"
            + " network.", at: graph[failed].name)
      }
    }
    return result
  }

  private mutating func merge(_ part: [ActivationHistogram?]) {
    for (i, histogram) in part.enumerated() {
      guard let histogram else { continue }
      if histograms[i] == nil { histograms[i] = histogram } else { histograms[i]?.merge(histogram) }
    }
  }
}
