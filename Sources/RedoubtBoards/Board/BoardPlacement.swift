/// The regions that hold the parts of a deployed model, by name.
public struct BoardPlacement: Hashable, Codable, Sendable {
  /// Contents of weight, bias and other constant buffers.
  public let weights: String
  /// The FlatBuffer's tables, or the generated constants that stand for them.
  public let operatorTables: String
  /// State table, tensors and scratch memory.
  public let arena: String
  /// Region of the stack.
  public let stack: String
  /// Copies 1 and 2 of hardened units. Where they share a region with the weights, or with each other, one event may
  /// hit two copies.
  public let replicas: [String]

  enum CodingKeys: String, CodingKey, CaseIterable {
    case weights, operatorTables, arena, stack, replicas
  }
}
