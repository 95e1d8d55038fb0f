/// RESHAPE: input, then the new shape as an int32 constant; one dimension may be −1 and follows from the others.
public struct ReshapeKind: OperationKind {
  public static let name = "RESHAPE"
  public static let builtinCode: Int32 = 22
  public static let optionsType: UInt8 = 17

  public init() {}

  public init(decoding options: OptionFields) {}

  /// The new shape, a −1 in it replaced.
  ///
  /// - Throws: Where the shape has not as many elements as the input, or is no constant.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let input = try inputs.operand(0)
    let target = try inputs.integers(1, "shape")
    var shape = target
    let open = shape.indices.filter { shape[$0] == -1 }
    let known = shape.filter { $0 != -1 }.elementCount
    if let place = open.first, open.count == 1, known > 0 { shape[place] = input.count / known }
    guard shape.allSatisfy({ $0 >= 0 }), shape.elementCount == input.count else {
      throw GraphError("\(input.count) elements of shape \(input.shape) do not fill shape \(target).")
    }
    return [shape]
  }

  /// The same elements in the same order, of every type.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    [HostTensor(shape: try outputShapes(inputs.values)[0], data: try inputs.tensor(0).data)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, optionsType: Self.optionsType)
  }
}
