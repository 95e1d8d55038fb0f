/// What a network's answer decides.
public enum DecisionRule: Hashable, Codable, Sendable {
  /// The lowest index among the maxima of the first output.
  case top1
  /// The index of the first value of the first output above a threshold, −1 where none is; of a single value, 1 where it is
  /// above and 0 where not. In real units.
  case threshold(Double)
  /// Changed where the mean squared error of the first output against the golden one exceeds a bound. In real units.
  case meanSquaredError(Double)

  /// The command line's form: `top1`, `threshold=V`, `mse>V`.
  public init?(parsing text: String) {
    if text == "top1" {
      self = .top1
    } else if text.hasPrefix("threshold="), let value = Double(text.dropFirst(10)), value.isFinite {
      self = .threshold(value)
    } else if text.hasPrefix("mse>"), let value = Double(text.dropFirst(4)), value.isFinite, value >= 0 {
      self = .meanSquaredError(value)
    } else {
      return nil
    }
  }

  /// The form that `init(parsing:)` reads.
  public var text: String {
    switch self {
    case .top1: "top1"
    case .threshold(let value): "threshold=\(value)"
    case .meanSquaredError(let value): "mse>\(value)"
    }
  }
}
