import RedoubtCore
import RedoubtHost

/// Runs a network on raw records: all inputs of a record one after the other, all outputs likewise.
public struct RecordRun {
  /// Outputs of all records, in order.
  public let output: [UInt8]
  /// Number of records run, at least 1.
  public let records: Int
  /// Bytes of one record's outputs.
  public let outputBytes: Int
  /// Median time of one inference, without loading, copying in or out, or files; 0 without records.
  public let secondsPerRecord: Double

  /// Runs an int8 network.
  ///
  /// - Parameters:
  ///   - input: Records in the network's own types.
  ///   - path: Where they come from, for the error.
  ///   - progress: Called before each record with the number done and the number of all; may throw to stop.
  /// - Throws: `DatasetError`, `ModelError`, and what `progress` throws.
  public init(
    _ interpreter: any RunnableModel, input: [UInt8], path: String,
    progress: (_ done: Int, _ count: Int) throws -> Void = { _, _ in }
  ) throws {
    let inputs = try interpreter.inputs()
    let outputs = try interpreter.outputs()
    let clock = ContinuousClock()
    try self.init(
      input, path: path, inputSizes: inputs.map(\.byteCount), outputSizes: outputs.map(\.byteCount),
      progress: progress
    ) { record in
      var place = record.startIndex
      for tensor in inputs {
        try interpreter.write(record[place..<place + tensor.byteCount], to: tensor)
        place += tensor.byteCount
      }
      let start = clock.now
      try interpreter.run()
      let time = start.duration(to: clock.now)
      return (try outputs.flatMap { try interpreter.read($0) }, time)
    }
  }

  /// Runs a float network, on one thread.
  ///
  /// - Parameters: As for an int8 network; records are laid out as the network's file says.
  /// - Throws: `DatasetError`, `NetworkFileError`, and what `progress` throws.
  public init(
    _ network: FloatNetwork, input: [UInt8], path: String,
    progress: (_ done: Int, _ count: Int) throws -> Void = { _, _ in }
  ) throws {
    try self.init(
      input, path: path, inputSizes: network.inputs.map(\.byteCount),
      outputSizes: network.outputs.map(\.byteCount), progress: progress
    ) { try network.timedRun(Array($0)) }
  }

  private init(
    _ input: [UInt8], path: String, inputSizes: [Int], outputSizes: [Int],
    progress: (_ done: Int, _ count: Int) throws -> Void,
    infer: (_ record: ArraySlice<UInt8>) throws -> (output: [UInt8], time: Duration)
  ) throws {
    let recordBytes = inputSizes.reduce(0, +)
    guard recordBytes > 0 else {
      throw DatasetError.mismatch("The network has no input bytes. Give a model with an input.")
    }
    guard input.count % recordBytes == 0 else {
      throw DatasetError.partialRecord(path: path, byteCount: input.count, recordBytes: recordBytes)
    }
    records = input.count / recordBytes
    guard records > 0 else { throw DatasetError.noRecords(path: path, available: 0, offset: 0) }
    outputBytes = outputSizes.reduce(0, +)
    var output: [UInt8] = []
    output.reserveCapacity(records * outputBytes)
    var times: [Duration] = []
    times.reserveCapacity(records)
    for record in 0..<records {
      try progress(record, records)
      let result = try infer(input[record * recordBytes..<(record + 1) * recordBytes])
      output += result.output
      times.append(result.time)
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
