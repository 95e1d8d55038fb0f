import RedoubtModel

/// What a float network's activations look like over the calibration records.
struct Calibration: Sendable {
  /// By value; nil for constants and for values that hold no real numbers.
  var histograms: [ActivationHistogram?]
  /// By value, then by channel (the last dimension): the largest magnitude of a record, averaged over the records.
  var reach: [[Float]?]
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
    reach = [[Float]?](repeating: nil, count: graph.values.count)
    // Batches of batches, so that progress is shown and at most 16 partial results exist at once.
    let stride = Self.batchRecords * 16
    for first in Swift.stride(from: 0, to: records.count, by: stride) {
      try progress(first)
      let end = min(first + stride, records.count)
      let batches = (end - first + Self.batchRecords - 1) / Self.batchRecords
      let parts = try concurrentMap(batches, threads: threads) { batch in
        let start = first + batch * Self.batchRecords
        return try Self.part(graph, executor, records, start..<min(start + Self.batchRecords, end))
      }
      for part in parts { merge(part) }
    }
    let share = 1 / Float(records.count)
    for i in reach.indices { reach[i] = reach[i]?.map { $0 * share } }
    try progress(records.count)
  }

  private struct Part: Sendable {
    var histograms: [ActivationHistogram?]
    var reach: [[Float]?]
  }

  private static func part(
    _ graph: Graph, _ executor: FloatExecutor, _ records: CalibrationRecords, _ range: Range<Int>
  ) throws -> Part {
    var result = Part(
      histograms: [ActivationHistogram?](repeating: nil, count: graph.values.count),
      reach: [[Float]?](repeating: nil, count: graph.values.count))
    for i in range {
      var failed: ValueID?
      _ = try executor.run(try graph.arranged(try records.record(i))) { id, elements in
        var histogram = result.histograms[id.index] ?? ActivationHistogram()
        result.histograms[id.index] = nil
        if !histogram.add(elements), failed == nil { failed = id }
        result.histograms[id.index] = histogram
        let maxima = elements.channelMaxima(graph[id].shape.last ?? 1)
        result.reach[id.index] = result.reach[id.index].map { zip($0, maxima).map { $0 + $1 } } ?? maxima
      }
      if let failed {
        throw GraphError(
          "Calibration record \(i) makes it infinite or not a number. Check the records' preprocessing, and the"
            + " network.", at: graph[failed].name)
      }
    }
    return result
  }

  private mutating func merge(_ part: Part) {
    for (i, histogram) in part.histograms.enumerated() {
      guard let histogram else { continue }
      if histograms[i] == nil { histograms[i] = histogram } else { histograms[i]?.merge(histogram) }
    }
    for (i, sums) in part.reach.enumerated() {
      guard let sums else { continue }
      reach[i] = reach[i].map { zip($0, sums).map { $0 + $1 } } ?? sums
    }
  }
}

extension [Float] {
  /// Largest magnitude in each channel, channels being innermost.
  fileprivate func channelMaxima(_ channels: Int) -> [Float] {
    var maxima = [Float](repeating: 0, count: channels)
    guard channels > 0 else { return maxima }
    maxima.withUnsafeMutableBufferPointer { maxima in
      self.withUnsafeBufferPointer { elements in
        for start in Swift.stride(from: 0, to: elements.count - channels + 1, by: channels) {
          for c in 0..<channels { maxima[c] = Swift.max(maxima[c], abs(elements[start + c])) }
        }
      }
    }
    return maxima
  }
}
