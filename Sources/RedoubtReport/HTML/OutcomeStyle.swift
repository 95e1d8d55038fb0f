import RedoubtFaults

extension Outcome {
  /// Name of the outcome for a reader.
  var title: String {
    switch self {
    case .due: "DUE"
    case .detected: "detected"
    case .critical: "SDC, critical"
    case .beneficial: "SDC, beneficial"
    case .neutral: "SDC, neutral"
    case .tolerable: "tolerable"
    case .corrected: "corrected"
    case .masked: "masked"
    }
  }
}
