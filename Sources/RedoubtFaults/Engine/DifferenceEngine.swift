import RedoubtCore
import RedoubtHost

/// Runs trials by following only what differs from the golden run of the same input.
///
/// Covers flips in tensors of the arena, and any change of weights and biases. Anything else is none of its business:
/// `attempt` gives nil, and the caller runs the trial on an engine that executes the whole inference.
///
/// The golden run of an input is computed when the first trial needs it and kept, as many as fit `goldenBytes`, then the
/// oldest makes way: trials that come ordered by input need each of them once.
public struct DifferenceEngine {
  /// Network input of every record.
  private let records: [[UInt8]]
  private let interpreter: DifferenceInterpreter
  private var goldens: [Int: GoldenRun] = [:]
  /// The inputs of `goldens`, the oldest first from `oldest` on, in a ring.
  private var kept: [Int] = []
  private var oldest = 0
  private let goldenCapacity: Int
  private let places: FaultPlaces
  /// The parts of the trial at hand; kept for their memory.
  private var strikes = Strikes()

  /// - Parameters:
  ///   - file: The model.
  ///   - records: Per input its network inputs' bytes, one tensor after the other.
  ///   - goldenBytes: Memory for golden runs; at least one is kept.
  /// - Throws: What is wrong with the model.
  public init(
    _ file: [UInt8], records: [[UInt8]], rounding: Rounding = .tflm, path: KernelPath = .fastest,
    goldenBytes: Int = 16 << 20
  ) throws(ModelError) {
    self.records = records
    interpreter = try DifferenceInterpreter(file, rounding: rounding, path: path)
    goldenCapacity = max(1, goldenBytes / max(1, interpreter.goldenBytes))
    places = FaultPlaces(interpreter)
  }

  /// Whether `attempt` gives a result for these faults.
  public func covers(_ faults: [MemoryFault]) -> Bool {
    var strikes = Strikes()
    return places.find(faults, interpreter, &strikes)
  }

  /// Runs one trial.
  ///
  /// - Returns: As `TrialEngine.run`; nil where the faults are not covered.
  public mutating func attempt(_ faults: [MemoryFault], input: Int) -> EngineResult? {
    guard places.find(faults, interpreter, &strikes) else { return nil }
    do throws(ModelError) {
      interpreter.select(try golden(input))
      return try follow()
    } catch {
      interpreter.revert()
      return .stopped(error)
    }
  }

  private mutating func golden(_ input: Int) throws(ModelError) -> GoldenRun {
    if let golden = goldens[input] { return golden }
    guard kept.count == goldenCapacity else {
      let golden = try interpreter.record(records[input])
      goldens[input] = golden
      kept.append(input)
      return golden
    }
    let golden = try interpreter.record(records[input], replacing: goldens.removeValue(forKey: kept[oldest]))
    goldens[input] = golden
    kept[oldest] = input
    oldest = (oldest + 1) % goldenCapacity
    return golden
  }

  private mutating func follow() throws(ModelError) -> EngineResult {
    var last = strikes.lastStep
    var step = strikes.firstStep
    while step <= last {
      for flip in strikes.flips where flip.step == step {
        interpreter.flip(tensor: flip.tensor, byte: flip.byte, mask: flip.mask)
        last = max(last, flip.lastReader)
      }
      guard step < interpreter.stepCount else { break }
      last = max(last, try interpreter.run(step, strikes.constants(of: step)))
      step += 1
    }
    let output = interpreter.changedOutputs()
    interpreter.revert()
    return output.map(EngineResult.output) ?? .unchanged
  }
}
