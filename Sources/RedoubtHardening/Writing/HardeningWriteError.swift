/// Why a hardened model cannot be written.
public enum HardeningWriteError: Error, Equatable {
  /// The file carries protection already.
  case alreadyHardened
  /// The model has no such unit.
  case unknownUnit(UnitID)
  /// The plan names the unit, and no scheme for it.
  case noScheme(UnitID)
  /// A scheme for weights, and the unit has none.
  case noParameters(UnitID)
  /// A count or an offset that the format has no room for.
  case tooLarge(String)
  /// The file's root table cannot be read.
  case unreadable
}

extension HardeningWriteError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .alreadyHardened:
      "The model is hardened already. Give the file that it was made from."
    case .unknownUnit(let unit):
      "The plan names operator \(unit.operatorIndex), channel \(unit.channel), which the model does not have."
        + " Make the plan for this model."
    case .noParameters(let unit):
      "The plan replicates the weights or the computation of operator \(unit.operatorIndex), channel"
        + " \(unit.channel), which has activations only. Give it tmr-activations."
    case .noScheme(let unit):
      "The plan gives operator \(unit.operatorIndex), channel \(unit.channel) no scheme. Leave the unit out."
    case .tooLarge(let what): "The hardened model cannot hold \(what). Protect fewer units."
    case .unreadable: "The model's root table cannot be read. Convert the model again."
    }
  }
}
