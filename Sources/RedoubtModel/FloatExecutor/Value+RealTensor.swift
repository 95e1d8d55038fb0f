extension Value {
  /// The constant as the real numbers that its elements stand for; integers without quantisation stay integers.
  ///
  /// - Throws: Where the elements do not fit the shape or the scales, or the value is no constant.
  public func realTensor() throws(GraphError) -> HostTensor {
    guard let data else { throw GraphError("The value is not a constant.", at: name) }
    guard data.count == count else {
      throw GraphError(
        "The constant has \(data.count) elements, its shape \(shape) another number.", at: name)
    }
    switch data {
    case .int8(let elements):
      return HostTensor(shape: shape, try real(elements))
    case .int32(let elements) where quantization != nil:
      return HostTensor(shape: shape, try real(elements))
    case .float32, .int32, .int64, .bool:
      return HostTensor(shape: shape, data: data)
    }
  }

  private func real<T: FixedWidthInteger>(_ elements: [T]) throws(GraphError) -> [Float] {
    guard let quantization, !quantization.scales.isEmpty else {
      throw GraphError("The constant is of type \(type.rawValue) without a scale.", at: name)
    }
    let (scales, zeroPoints) = (quantization.scales, quantization.zeroPoints)
    // Elements from the start of one slice to the start of the next.
    var extent = elements.count
    if scales.count > 1 {
      guard shape.indices.contains(quantization.dimension), shape[quantization.dimension] == scales.count
      else {
        throw GraphError("\(scales.count) scales do not fit shape \(shape).", at: name)
      }
      extent = shape.rowMajorStrides[quantization.dimension]
    }
    guard zeroPoints.isEmpty || zeroPoints.count == 1 || zeroPoints.count == scales.count else {
      throw GraphError("\(zeroPoints.count) zero points stand beside \(scales.count) scales.", at: name)
    }
    return elements.indices.map { i in
      let slice = scales.count > 1 ? i / extent % scales.count : 0
      let zeroPoint = zeroPoints.isEmpty ? 0 : zeroPoints[zeroPoints.count == 1 ? 0 : slice]
      return Float(Double(scales[slice]) * Double(Int64(elements[i]) &- zeroPoint))
    }
  }
}
