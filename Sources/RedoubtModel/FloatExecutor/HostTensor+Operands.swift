/// Reading the operands of an operation while it is evaluated.
extension [HostTensor?] {
  /// The operands as values, for the checks that shapes are derived with.
  var values: [Value?] {
    map { $0.map { Value(name: "", shape: $0.shape, type: $0.data.type, data: $0.data) } }
  }

  /// Input `i`, which must be there.
  func tensor(_ i: Int) throws(GraphError) -> HostTensor {
    guard i < count, let tensor = self[i] else { throw GraphError("Input \(i) is missing.") }
    guard tensor.data.count == tensor.shape.elementCount else {
      throw GraphError(
        "Input \(i) has \(tensor.data.count) elements, its shape \(tensor.shape) another number.")
    }
    return tensor
  }

  /// Elements of input `i`, which must be float32.
  func floats(_ i: Int) throws(GraphError) -> [Float] {
    let data = try tensor(i).data
    guard let elements = data.floats else {
      throw GraphError("Input \(i) has type \(data.type); float32 elements are needed.")
    }
    return elements
  }

  /// Elements of input `i` as floats, nil where it is left out.
  func optionalFloats(_ i: Int) throws(GraphError) -> [Float]? {
    i < count && self[i] != nil ? try floats(i) : nil
  }
}
