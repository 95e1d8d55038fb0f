import RedoubtCore
import RedoubtHost

/// Runs a network on raw records: all inputs of a record one after the other, all outputs likewise.
public struct RecordRun {
  /// Outputs of all records, in order.
  public let output: [UInt8]
  public let records: Int
  /// Bytes of one record's outputs.
  public let outputBytes: Int
  /// Median time of one inference, without loading, copying in or out, or files; 0 without records.
  public let secondsPerRecord: Double

  /// - Parameters:
  ///   - input: Records in the network's own types.
  ///   - path: Where they come from, for the error.
  ///   - progress: Called before each record with the number done and the number of all; may throw to stop.
  /// - Throws: `DatasetError`, `ModelError`, and what `progress` throws.
  public init(
    _ interpreter: HostInterpreter, input: [UInt8], path: String,
    progress: (_ done: Int, _ count: Int) throws -> Void = { _, _ in }
  ) throws {
    let inputs = try interpreter.inputs()
    let outputs = try interpreter.outputs()
    let recordBytes = inputs.reduce(0) { $0 + $1.byteCount }
    guard recordBytes > 0 else {
      throw DatasetError.mismatch("The network has no input bytes. Give a model with an input.")
    }
    guard input.count % recordBytes == 0 else {
      throw DatasetError.partialRecord(path: path, byteCount: input.count, recordBytes: recordBytes)
    }
    records = input.count / recordBytes
    guard records > 0 else { throw DatasetError.noRecords(path: path, available: 0, offset: 0) }
    outputBytes = outputs.reduce(0) { $0 + $1.byteCount }
    var output: [UInt8] = []
    output.reserveCapacity(records * outputBytes)
    var times: [Duration] = []
    times.reserveCapacity(records)
    let clock = ContinuousClock()
    var place = 0
    for record in 0..<records {
      try progress(record, records)
      for tensor in inputs {
        try interpreter.write(input[place..<place + tensor.byteCount], to: tensor)
        place += tensor.byteCount
      }
      let start = clock.now
      try interpreter.run()
      times.append(start.duration(to: clock.now))
      for tensor in outputs { output += try interpreter.read(tensor) }
    }
    self.output = output
    secondsPerRecord = times.medianSeconds
  }
}

extension [Duration] {
  /// Median in seconds, the mean of the middle two for an even count; 0 when empty.
  var medianSeconds: Double {
    guard !isEmpty else { return 0 }
    let ordered = sorted()
    return (ordered[(count - 1) / 2] + ordered[count / 2]).inSeconds / 2
  }
}

extension Duration {
  /// Seconds to the nanosecond, without the noise of converting attoseconds.
  var inSeconds: Double {
    (Double(components.seconds) * 1e9 + Double(components.attoseconds / 1_000_000_000)) / 1e9
  }
}
