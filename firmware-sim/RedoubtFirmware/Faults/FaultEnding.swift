import RedoubtCore

/// How an inference with flips ended.
public enum FaultEnding: Equatable, Sendable {
  /// It gave outputs; the voters' counts.
  case finished(output: [UInt8], corrected: UInt32, disagreed: UInt32)
  /// A check refused to go on.
  case refused(ModelError.Reason)
  /// Ten times the steps of the network were not enough.
  case hung
  /// The target trapped, or overflowed its stack; never on the host.
  case trapped

  /// What an ending means beside the one without flips.
  public enum Outcome: String, CaseIterable, Sendable {
    case masked, corrected, tolerable
    case sdc = "SDC"
    case detected
    case due = "DUE"
  }

  /// - Parameter outputBytes: Bytes of the first output, whose largest element decides.
  func outcome(golden: FaultEnding, outputBytes: Int) -> Outcome {
    switch (self, golden) {
    case (.finished(let output, let corrected, let disagreed), .finished(let expected, _, _)):
      if output == expected { return corrected == 0 && disagreed == 0 ? .masked : .corrected }
      guard output.count == expected.count else { return .sdc }
      return Self.decision(output, outputBytes) == Self.decision(expected, outputBytes) ? .tolerable : .sdc
    case (.refused, _): return .detected
    default: return .due
    }
  }

  /// The lowest index among the maxima of the first output.
  private static func decision(_ output: [UInt8], _ count: Int) -> Int? {
    let values = output.prefix(count).map { Int8(bitPattern: $0) }
    return values.max().flatMap { values.firstIndex(of: $0) }
  }
}
