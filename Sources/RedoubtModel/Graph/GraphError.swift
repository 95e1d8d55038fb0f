/// Why a network cannot be imported, changed or evaluated: which operation, what is wrong, what to do.
public struct GraphError: Error, Equatable, CustomStringConvertible {
  /// Operation or value that shows it, by its name in the source file; empty for the file itself.
  public var place: String
  /// A full sentence or two: what is wrong, with the numbers, then the action.
  public var message: String

  /// - Parameter place: Left out where the caller knows it and adds it with `located(at:)`.
  public init(_ message: String, at place: String = "") {
    self.place = place
    self.message = message
  }

  /// The error with this place, unless it has one.
  public func located(at place: String) -> GraphError {
    self.place.isEmpty ? GraphError(message, at: place) : self
  }

  public var description: String { place.isEmpty ? message : "\(place): \(message)" }
}
