/// Names a unit of a network: an operator and one of the channels that it writes.
public struct UnitID: Hashable, Comparable, Sendable {
  /// Position of the operator in the execution order; −1 − i for the network's input i.
  public let operatorIndex: Int
  /// Channel of the output, from 0; the channels of further outputs are counted on.
  public let channel: Int

  public init(operatorIndex: Int, channel: Int) {
    self.operatorIndex = operatorIndex
    self.channel = channel
  }

  /// By operator, then by channel.
  public static func < (a: UnitID, b: UnitID) -> Bool {
    (a.operatorIndex, a.channel) < (b.operatorIndex, b.channel)
  }
}
