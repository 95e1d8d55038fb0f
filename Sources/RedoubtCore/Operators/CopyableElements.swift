/// What the operators have in common that copy elements and never look at them.
extension Tensor {
  /// Throws unless elements can be copied to `destination` as they are: both int8 with equal quantisation, both
  /// int32, or both float32.
  func requireCopyable(to destination: Tensor) throws(ModelError) {
    switch type {
    case .int8:
      try destination.require(.int8)
      // Two tensors that both come without quantisation agree, too.
      guard quantization.count == destination.quantization.count, quantization.count <= 1,
        quantization.count == 0 ? true : try isQuantizedLike(destination)
      else { throw destination.error(.quantizationMismatch, .quantizationScale) }
    case .int32, .float32: try destination.require(type)
    default: throw error(.unsupportedType, .tensorType, value: Int(type.rawValue))
    }
  }

  /// Throws unless the shapes are equal in every dimension, or in all but one.
  ///
  /// - Parameter dimension: The dimension that may differ.
  func requireShape(of other: Tensor, except dimension: Int? = nil) throws(ModelError) {
    guard shape.rank == other.shape.rank else {
      throw error(.shapeMismatch, .tensorShape, value: shape.rank)
    }
    for d in 0..<shape.rank where d != dimension && shape[d] != other.shape[d] {
      throw error(.shapeMismatch, .tensorShape, value: shape[d])
    }
  }
}

extension Node {
  /// Throws unless input `k` has this many elements.
  @inline(never)
  func requireOperand(_ k: Int, count: Int) throws(ModelError) {
    let found = try input(k).shape.count
    guard found == count else { throw operandError(k, .shapeMismatch, .tensorShape, value: found) }
  }

  /// An error about input `k`; by default, that one of its elements is out of range.
  func operandError(
    _ k: Int, _ reason: ModelError.Reason = .outOfRange, _ field: Field = .tensorBuffer, value: Int
  ) -> ModelError {
    ModelError(reason, field, index: (try? inputIndex(k)) ?? 0, value: value)
  }
}

extension Shape {
  /// Elements from one index of dimension `d` to the next: the product of the dimensions inside of it.
  func stride(of d: Int) -> Int {
    var product = 1
    // Wraps for a shape without elements at most, where nobody takes a step.
    for inner in d &+ 1..<max(rank, d &+ 1) { product = product &* self[inner] }
    return product
  }

  /// The dimension that an axis names, −1 being the innermost; nil outside the rank.
  func dimension(ofAxis axis: Int32) -> Int? {
    let rank = Int32(truncatingIfNeeded: rank)
    let dimension = axis < 0 ? axis &+ rank : axis
    return dimension >= 0 && dimension < rank ? Int(dimension) : nil
  }
}

extension TensorMemory {
  /// Copies all bytes of a tensor to one of the same size.
  func copy(_ source: Tensor, to destination: Tensor) throws(ModelError) {
    guard source.byteCount == destination.byteCount else {
      throw destination.error(.shapeMismatch, .tensorShape, value: destination.shape.count)
    }
    var plan = StridedCopy(elementBytes: 1)
    plan.addLoop(source.byteCount, source: 1, destination: 1)
    try copy(plan, from: source, to: destination)
  }

  /// Moves bytes as `plan` says.
  func copy(_ plan: StridedCopy, from source: Tensor, to destination: Tensor) throws(ModelError) {
    let input = try read(source, as: UInt8.self)
    var output = try write(destination, as: UInt8.self)
    guard plan.copy(input, to: &output) else { throw destination.error(.outsideArena, .tensorShape) }
  }
}
