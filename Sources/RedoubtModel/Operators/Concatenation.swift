/// CONCATENATION: tensors joined along one dimension; the others agree.
public struct ConcatenationKind: OperationKind {
  public static let name = "CONCATENATION"
  public static let builtinCode: Int32 = 2
  public static let optionsType: UInt8 = 10
  /// Negative counts from the end.
  public var axis: Int32
  /// Clamps float32 elements; those of other types stay as they are.
  public var activation: FusedActivation

  public init(axis: Int32, activation: FusedActivation = .none) {
    self.axis = axis
    self.activation = activation
  }

  public init(decoding options: OptionFields) throws(GraphError) {
    axis = try options.int32(0)
    activation = try options.activation(1)
  }

  /// The first input's shape, with the sum of all inputs' sizes along the axis.
  ///
  /// - Throws: Where ranks or other dimensions differ, or the axis is outside the shape.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    var result = try inputs.operand(0).shape
    let dimension = try result.dimension(at: Int(axis))
    for i in inputs.indices.dropFirst() {
      let shape = try inputs.operand(i).shape
      var expected = result
      guard shape.count == result.count else {
        throw GraphError("Shapes \(result) and \(shape) do not join: their ranks differ.")
      }
      expected[dimension] = shape[dimension]
      guard shape == expected else {
        throw GraphError("Shapes \(result) and \(shape) do not join along dimension \(dimension).")
      }
      let (sum, overflow) = result[dimension].addingReportingOverflow(shape[dimension])
      guard !overflow else { throw GraphError("The joined dimension is too large.") }
      result[dimension] = sum
    }
    return [result]
  }

  /// Takes elements of every type, the same in all inputs.
  ///
  /// - Throws: Where types differ.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let shape = try outputShapes(inputs.values)[0]
    let dimension = try shape.dimension(at: Int(axis))
    let strides = shape.rowMajorStrides
    var parts: [(move: StridedMove, source: TensorData)] = []
    var position = 0
    for i in inputs.indices {
      let part = try inputs.tensor(i)
      let move = StridedMove(
        shape: part.shape, sourceStrides: part.shape.rowMajorStrides,
        destinationOffset: position * strides[dimension], destinationStrides: strides)
      parts.append((move, part.data))
      position += part.shape[dimension]
    }
    var data = try TensorData.assembled(
      count: shape.elementCount, parts, type: try inputs.tensor(0).data.type)
    if case .float32(var elements) = data {
      activation.apply(to: &elements)
      data = .float32(elements)
    }
    return [HostTensor(shape: shape, data: data)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType,
      options: [0: .int32(axis), 1: .int8(activation.rawValue)])
  }

  /// The operation with this activation, nil where one is fused already.
  public func fusing(_ activation: FusedActivation) -> (any OperationKind)? {
    self.activation == .none ? ConcatenationKind(axis: axis, activation: activation) : nil
  }
}
