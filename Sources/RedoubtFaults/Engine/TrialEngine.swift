/// Runs one fault against one input and gives the answer's bytes.
public protocol TrialEngine {
  /// - Parameters:
  ///   - faults: Bits that change; all belong to one event. A flip whose step is 0 and whose place is the file strikes
  ///     after initialisation.
  ///   - input: Index of the input record.
  /// - Returns: What the faulted inference ended in, before it is compared with labels.
  mutating func run(_ faults: [MemoryFault], input: Int) -> EngineResult
}
