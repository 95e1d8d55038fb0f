extension Tensor {
  /// Element `i` of a constant int32 or int64 tensor that lists axes, as a dimension 0 ..< rank; negative ones
  /// count from the end.
  ///
  /// - Parameters:
  ///   - rank: Dimensions of the tensor that the axis belongs to.
  ///   - bytes: The file that holds the constant.
  /// - Throws: `.unsupportedFeature` for a tensor that is computed at run time, `.outOfRange` for an axis that
  ///   the tensor does not have.
  func constantAxis(_ i: Int, rank: Int, in bytes: ModelBytes) throws(ModelError) -> Int {
    guard let position = constantPosition else { throw error(.unsupportedFeature, .tensorBuffer) }
    let element: Int32?
    switch type {
    case .int32: element = bytes.load(position &+ 4 &* i, as: Int32.self)
    case .int64: element = Self.narrowed(bytes.load(position &+ 8 &* i, as: Int64.self))
    default: throw error(.unsupportedType, .tensorType, value: Int(type.rawValue))
    }
    let limit = Int32(truncatingIfNeeded: rank)
    guard i < shape.count, let axis = element, axis >= 0 &- limit, axis < limit else {
      throw error(.outOfRange, .bufferData, value: Int(element ?? 0))
    }
    return Int(axis < 0 ? axis &+ limit : axis)
  }

  private static func narrowed(_ value: Int64?) -> Int32? {
    guard let value else { return nil }
    let low = Int32(truncatingIfNeeded: value)
    return value == Int64(widening: low) ? low : nil
  }
}
