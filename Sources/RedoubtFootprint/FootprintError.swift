/// Why a footprint cannot be worked out.
public enum FootprintError: Error, Equatable {
  /// The sizes that ship know nothing of an operator or kernel.
  case unmeasured(feature: String, core: String, form: String)
}

extension FootprintError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unmeasured(let feature, let core, let form):
      "The size of '\(feature)' on \(core) in form \(form) has not been measured."
        + " Measure it: \(SizeData.command)"
    }
  }
}
