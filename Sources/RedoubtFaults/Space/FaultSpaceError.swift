/// Why a campaign's faults do not exist in a model.
public enum FaultSpaceError: Error, Equatable {
  /// The model has no bytes of the kind that the target names.
  case noSites(FaultTarget)
  /// The fault model does not act on the target.
  case notApplicable(FaultModel, FaultTarget)
  /// Nothing is left to strike.
  case empty
}

extension FaultSpaceError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noSites(.replicas):
      "The model has no replicas: nothing in it is hardened. Choose other targets, or harden the model first."
    case .noSites(.voters):
      "The model has no voters: nothing in it is hardened. Choose other targets, or harden the model first."
    case .noSites(let target):
      "The model has nothing that the target '\(target.rawValue)' strikes. Choose other targets."
    case .notApplicable(let model, let target):
      "The fault '\(model.rawValue)' does not act on '\(target.rawValue)'. Choose --fault seu, or other targets."
    case .empty: "There is no site to strike. Choose other targets."
    }
  }
}
