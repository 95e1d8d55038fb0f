/// A board that cannot be used.
public enum BoardError: Error, Equatable {
  /// Neither a board that ships nor a path.
  case unknown(name: String, known: [String])
  /// - key: Path of the key: "regions[2].ecc"; empty for the file as a whole.
  case invalid(file: String, key: String, reason: String)
}

extension BoardError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknown(let name, let known):
      "There is no board '\(name)'. Use one of \(known.joined(separator: ", ")), or the path of a .json file."
    case .invalid(let file, let key, let reason):
      "Board file '\(file)'\(key.isEmpty ? "" : ", key '\(key)'"): \(reason)"
    }
  }
}
