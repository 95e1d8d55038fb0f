/// The operators that an image can run. Only what a set names is linked.
public protocol OperatorSet {
  /// `prepare` of the node's operator.
  ///
  /// - Throws: `.unsupportedOperator` where the set has none with its code, as do `run` and `macs`.
  static func prepare(_ node: Node) throws(ModelError) -> Preparation
  /// `run` of the node's operator.
  static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError)
  /// `run` in a hardened model.
  static func run<D: Datapath>(
    _ node: Node, _ memory: borrowing TensorMemory, _ table: HardeningTable,
    _ replicas: borrowing ReplicaMemory, _ voter: inout Voter, _ datapath: inout D
  ) throws(ModelError)
  /// Multiply-accumulates of one inference of the node's operator; 0 for one without weights.
  static func macs(_ node: Node) throws(ModelError) -> Int
  /// Name of the operator with this code, nil where the set has none.
  static func name(_ code: Int32) -> StaticString?
}

extension OperatorSet {
  /// A set of operators without weights votes nothing while it computes.
  public static func run<D: Datapath>(
    _ node: Node, _ memory: borrowing TensorMemory, _ table: HardeningTable,
    _ replicas: borrowing ReplicaMemory, _ voter: inout Voter, _ datapath: inout D
  ) throws(ModelError) {
    try run(node, memory)
  }
}

/// A set as a list of types: an operator and the rest. The compiler turns it into one chain of comparisons.
public enum With<First: Operator, Rest: OperatorSet>: OperatorSet {
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    node.code == First.code ? try First.prepare(node) : try Rest.prepare(node)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    if node.code == First.code { try First.run(node, memory) } else { try Rest.run(node, memory) }
  }

  public static func run<D: Datapath>(
    _ node: Node, _ memory: borrowing TensorMemory, _ table: HardeningTable,
    _ replicas: borrowing ReplicaMemory, _ voter: inout Voter, _ datapath: inout D
  ) throws(ModelError) {
    if node.code == First.code {
      try First.run(node, memory, table, replicas, &voter, &datapath)
    } else {
      try Rest.run(node, memory, table, replicas, &voter, &datapath)
    }
  }

  public static func macs(_ node: Node) throws(ModelError) -> Int {
    node.code == First.code ? try First.macs(node) : try Rest.macs(node)
  }

  public static func name(_ code: Int32) -> StaticString? {
    code == First.code ? First.name : Rest.name(code)
  }
}

/// The end of a set: an operator that no one knows.
public enum NoOperator: OperatorSet {
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation { throw unknown(node) }
  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    throw unknown(node)
  }
  public static func macs(_ node: Node) throws(ModelError) -> Int { throw unknown(node) }
  public static func name(_ code: Int32) -> StaticString? { nil }

  private static func unknown(_ node: Node) -> ModelError {
    node.error(.unsupportedOperator, .operatorCodeCode, value: Int(node.code))
  }
}
