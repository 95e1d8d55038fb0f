/// A trial that is chosen before anything runs, so that several images can be held against the same faults.
public struct ListedTrial: Hashable, Sendable {
  /// The event, with its places in the network that the list was drawn in.
  public let fault: Fault
  /// Index of the record.
  public let input: Int
  /// False where the fault is masked by construction: it counts, and need not run.
  public let isLive: Bool
  /// The unit that is struck; nil for bytes that belong to none.
  public let place: StruckPlace?

  public init(fault: Fault, input: Int, isLive: Bool = true, place: StruckPlace?) {
    self.fault = fault
    self.input = input
    self.isLive = isLive
    self.place = place
  }
}

/// The unit that a fault strikes, by what it strikes of it.
public enum StruckPlace: Hashable, Sendable {
  /// Weights, bias or requantisation pair of an output channel.
  case parameters(operatorIndex: Int, channel: Int)
  /// A plane of activations: a tensor, and an index in its last dimension.
  case activations(tensor: Int, channel: Int)
  /// The registers that compute an output channel.
  case registers(operatorIndex: Int, channel: Int)
}
