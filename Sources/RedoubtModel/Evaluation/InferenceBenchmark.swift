import RedoubtCore
import RedoubtHost

/// How long an inference takes on this machine, on one thread.
public struct InferenceBenchmark: Sendable {
  /// One operator's part of the time.
  public struct OperatorTime: Sendable {
    /// Name in the schema.
    public let name: String
    /// Median over the repetitions; includes one reading of the clock.
    public let seconds: Double
    /// Multiply-accumulates of one inference.
    public let macs: Int
  }

  /// Median and minimum of whole inferences.
  public let secondsPerInference, minimumSeconds: Double
  /// Whole inferences that were timed.
  public let repetitions: Int
  /// Multiply-accumulates per second of the machine's dot-product instructions on registers alone; nil where the
  /// kernel path has none.
  public let dotProductLimit: Double?
  /// Medians operator by operator, from inferences of their own.
  public let operators: [OperatorTime]
  /// Multiply-accumulates of one inference.
  public var macs: Int { operators.reduce(0) { $0 + $1.macs } }

  /// Repeats inferences on one pseudo-random input until the time is spent, at least five times.
  ///
  /// The first tenth of the time warms up, the last fifth goes to the operators.
  ///
  /// - Parameter progress: Called between inferences with the share of the time that is spent; may throw to stop.
  public init(
    _ interpreter: HostInterpreter, seconds: Double, progress: (_ share: Double) throws -> Void = { _ in }
  ) throws {
    let model = try interpreter.readModel()
    var generator = SplitMix64(state: 1)
    for tensor in try interpreter.inputs() {
      let isFloat = tensor.type == .float32
      let bytes = (0..<tensor.byteCount).map { place -> UInt8 in
        // The upper byte of a float32 is kept at 0x3f, so that the value is finite.
        isFloat && place % 4 == 3 ? 0x3f : UInt8(truncatingIfNeeded: generator.next())
      }
      try interpreter.write(bytes, to: tensor)
    }
    let clock = ContinuousClock()
    let begin = clock.now
    func spent() -> Double { begin.duration(to: clock.now).inSeconds / seconds }

    var warmUps = 0
    while warmUps < 2 || spent() < 0.1 {
      try progress(spent())
      try interpreter.run()
      warmUps += 1
    }
    var times: [Duration] = []
    while times.count < 5 || spent() < 0.8 {
      try progress(spent())
      let start = clock.now
      try interpreter.run()
      times.append(start.duration(to: clock.now))
    }
    var operatorTimes = [[Duration]](repeating: [], count: interpreter.stepCount)
    var rounds = 0
    while rounds < 5 || spent() < 1 {
      try progress(spent())
      interpreter.restart()
      for step in 0..<interpreter.stepCount {
        let start = clock.now
        _ = try interpreter.step()
        operatorTimes[step].append(start.duration(to: clock.now))
      }
      rounds += 1
    }
    dotProductLimit = interpreter.path.dotProductLimit()
    repetitions = times.count
    secondsPerInference = times.medianSeconds
    minimumSeconds = times.min()?.inSeconds ?? 0
    var operators: [OperatorTime] = []
    for step in 0..<interpreter.stepCount {
      let node = try Node(model, step)
      operators.append(
        OperatorTime(
          name: node.name, seconds: operatorTimes[step].medianSeconds, macs: try AllOperators<TFLM>.macs(node)
        ))
    }
    self.operators = operators
  }
}
