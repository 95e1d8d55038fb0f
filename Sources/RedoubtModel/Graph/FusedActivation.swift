/// `ActivationFunctionType` of the schema, as far as it is supported.
public enum FusedActivation: Int8, Sendable {
  case none = 0
  case relu = 1
  case reluN1To1 = 2
  case relu6 = 3

  /// Real numbers that the activation lets through.
  public var range: ClosedRange<Float> {
    switch self {
    case .none: -Float.infinity ... .infinity
    case .relu: 0 ... .infinity
    case .reluN1To1: -1...1
    case .relu6: 0...6
    }
  }
}
