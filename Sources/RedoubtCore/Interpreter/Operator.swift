/// An operator that the interpreter can run: one type and one file each.
///
/// Both functions read all that they need from the node, so that nothing about an operator is kept in RAM
/// between initialisation and the steps.
public protocol Operator {
  /// Builtin operator code of the schema.
  static var code: Int32 { get }
  /// Name in the schema, e.g. "CONV_2D".
  static var name: StaticString { get }

  /// Checks types, shapes, quantisation and options. Called once, before anything runs.
  static func prepare(_ node: Node) throws(ModelError) -> Preparation

  /// Computes the outputs. Throws only where memory has changed since `prepare`.
  static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError)

  /// Votes the operator's rows and computes the outputs, in a hardened model whose inputs have been voted.
  ///
  /// - Parameters:
  ///   - voter: Counts.
  ///   - datapath: What operators with weights compute on.
  static func run<D: Datapath>(
    _ node: Node, _ memory: borrowing TensorMemory, _ table: HardeningTable,
    _ replicas: borrowing ReplicaMemory, _ voter: inout Voter, _ datapath: inout D
  ) throws(ModelError)

  /// Multiply-accumulates of one inference.
  static func macs(_ node: Node) throws(ModelError) -> Int
}

extension Operator {
  /// Operators without weights have nothing that is protected while they compute.
  public static func run<D: Datapath>(
    _ node: Node, _ memory: borrowing TensorMemory, _ table: HardeningTable,
    _ replicas: borrowing ReplicaMemory, _ voter: inout Voter, _ datapath: inout D
  ) throws(ModelError) {
    try run(node, memory)
  }

  /// An operator without weights counts none.
  public static func macs(_ node: Node) throws(ModelError) -> Int { 0 }
}

/// What an operator needs, as found at initialisation.
public enum Preparation: Equatable, Sendable {
  /// The operator runs at each inference and needs this many bytes of scratch memory, aligned to 4.
  case runs(scratchBytes: Int)
  /// The outputs depend on shapes and constants only: nothing runs, consumers use `StaticValues`.
  case isStatic
}

/// Which reference engine's bytes an operator gives, where the two differ.
public protocol ReferenceEngine {
  /// True for LiteRT's reference kernels, false for TensorFlow Lite Micro.
  static var isLiteRT: Bool { get }
}

/// TensorFlow Lite Micro, which also is CMSIS-NN's arithmetic.
public enum TFLM: ReferenceEngine {
  public static var isLiteRT: Bool { false }
}

/// LiteRT's reference kernels (`OpResolverType.BUILTIN_REF`).
public enum LiteRT: ReferenceEngine {
  public static var isLiteRT: Bool { true }
}
