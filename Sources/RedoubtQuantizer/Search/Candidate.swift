/// One way to quantise a network.
public struct Candidate: Equatable, Sendable, CustomStringConvertible {
  /// How weights become integers.
  public enum Rounding: String, Sendable {
    /// Each to its nearest step.
    case nearest
    /// For the least error of the layer's outputs.
    case leastSquares
  }

  /// How the range of each activation is chosen.
  public var ranges: RangeMethod
  /// How far the channels of an activation are made equal, 0 … 1.
  public var equalization: Double
  /// How weights become integers.
  public var rounding: Rounding

  public var description: String {
    let rounded = rounding == .nearest ? "nearest weights" : "least-squares weights"
    return "\(ranges.rawValue) ranges, equalisation \(equalization), \(rounded)"
  }
}

/// What a candidate came to.
public struct CandidateResult: Equatable, Sendable {
  /// What was measured.
  public var candidate: Candidate
  /// Mean squared error of the logits on held-out records.
  public var meanSquaredError: Double
}
