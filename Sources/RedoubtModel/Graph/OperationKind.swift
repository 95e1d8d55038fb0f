/// What an operation computes, with its attributes: one type and one file each, named after the operator of the
/// TensorFlow Lite schema that it becomes (`Conv2D.swift` holds `Conv2DKind`).
///
/// A new operator adds one such file: importers, the float executor, the passes and the writer reach it through
/// this protocol.
public protocol OperationKind: Sendable {
  /// Name in the TensorFlow Lite schema, e.g. "CONV_2D".
  static var name: String { get }

  /// Builtin operator code of the schema.
  static var builtinCode: Int32 { get }

  /// Code of the options table in the schema's `BuiltinOptions` union; 0 for an operator without one.
  static var optionsType: UInt8 { get }

  /// The operation with the attributes that a model file stores.
  ///
  /// - Throws: An attribute that is not supported; the caller adds the place.
  init(decoding options: OptionFields) throws(GraphError)

  /// Shapes of the outputs.
  ///
  /// - Parameter inputs: Values as the operation reads them; constants carry their data.
  /// - Throws: What does not fit, with the numbers; the caller adds the place.
  func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]]

  /// Element type of the outputs; that of the first input unless the operation changes it.
  func outputType(_ inputs: [Value?]) throws(GraphError) -> ElementType

  /// Computes the outputs in float32: the reference that calibration and quantisation are held against.
  ///
  /// Operations that shape arithmetic needs take int32 and int64 elements too.
  ///
  /// - Parameter inputs: In the operation's order; integer operands (shapes, axes, paddings) come as constants
  ///   in `TensorData` and are never float.
  func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor]

  /// Builtin code, version and options, as a model file stores them.
  var encoding: OperatorEncoding { get }

  /// The operation with a fused activation, nil where the schema has none for this operator.
  func fusing(_ activation: FusedActivation) -> (any OperationKind)?

  /// The activation fused so far.
  var activation: FusedActivation { get }
}

extension OperationKind {
  /// Nil: for operators whose options have no activation.
  public func fusing(_ activation: FusedActivation) -> (any OperationKind)? { nil }
  /// None: for operators whose options have no activation.
  public var activation: FusedActivation { .none }

  /// The type of input 0.
  ///
  /// - Throws: Where input 0 is left out.
  public func outputType(_ inputs: [Value?]) throws(GraphError) -> ElementType { try inputs.operand(0).type }

  /// Shapes of the outputs, refused where a tensor has more elements than a model file can describe.
  func checkedOutputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let shapes = try outputShapes(inputs)
    for shape in shapes where shape.elementCount > Int(Int32.max) {
      throw GraphError(
        "\(Self.name) gives a tensor of shape \(shape), which has more than 2^31 − 1 elements.")
    }
    return shapes
  }
}
