/// One operation of a graph: what it computes, and which values it reads and writes.
public struct GraphOperation: Sendable {
  /// Name in the source file, for messages.
  public var name: String
  /// What is computed, with the attributes; `Graph.validate` holds the outputs' shapes against it.
  public var kind: any OperationKind
  /// Values read, in the order that the kind defines; nil where an optional one is left out.
  public var inputs: [ValueID?]
  /// Values written, in the order that the kind defines; nothing else writes them.
  public var outputs: [ValueID]

  public init(name: String, kind: any OperationKind, inputs: [ValueID?], outputs: [ValueID]) {
    self.name = name
    self.kind = kind
    self.inputs = inputs
    self.outputs = outputs
  }
}
