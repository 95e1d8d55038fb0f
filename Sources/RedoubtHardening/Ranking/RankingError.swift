/// Why a ranking file cannot be used.
public enum RankingError: Error, Equatable {
  /// The file is not a ranking: `reason` says what is missing or wrong.
  case malformed(path: String, reason: String)
  /// The ranking was made for another model.
  case wrongModel(path: String, expected: String, found: String)
  /// Units of the model have no value.
  case missingUnits(path: String, count: Int, first: UnitID)
  /// The model has no such unit.
  case unknownUnit(path: String, UnitID)
  /// The file has two values for the unit.
  case repeatedUnit(path: String, UnitID)
  /// A value or a bound is not a finite number, or the bounds do not enclose anything.
  case notANumber(UnitID)
}

extension RankingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let path, let reason):
      "'\(path)' is not a ranking: \(reason) Give a file that `redoubt rank` has written."
    case .wrongModel(let path, let expected, let found):
      "'\(path)' ranks the units of another model: its digest is \(found.prefix(16))…, this model's is"
        + " \(expected.prefix(16))…. Rank this model, or give the model that was ranked."
    case .missingUnits(let path, let count, let first):
      "'\(path)' has no value for \(count) of the model's units, the first of them operator"
        + " \(first.operatorIndex), channel \(first.channel). Rank the model again."
    case .unknownUnit(let path, let unit):
      "'\(path)' names operator \(unit.operatorIndex), channel \(unit.channel), which the model does not have."
        + " Rank the model again."
    case .repeatedUnit(let path, let unit):
      "'\(path)' names operator \(unit.operatorIndex), channel \(unit.channel) twice. Rank the model again."
    case .notANumber(let unit):
      "The value of operator \(unit.operatorIndex), channel \(unit.channel) is not a finite number."
        + " Rank the model again, with other data or another score."
    }
  }
}
