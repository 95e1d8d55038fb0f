/// Quantisation of a tensor: real = scale × (q − zeroPoint), per tensor or per slice of one dimension.
public struct Quantization {
  private let scales: FlatVector
  private let zeroPoints: FlatVector
  /// Number of scales: 0 for a tensor that is not quantised, 1 per tensor, else one per slice.
  public var count: Int { scales.count }
  /// The dimension that the slices divide, for `count > 1`.
  public let dimension: Int

  init(_ table: FlatTable?, tensor: FlatTable, shape: Shape) throws(ModelError) {
    guard let table else {
      scales = FlatVector(empty: tensor.bytes, field: .quantizationScale)
      zeroPoints = scales
      dimension = 0
      return
    }
    guard try table.scalar(.quantizationDetailsType, default: 0 as UInt8) == 0 else {
      throw ModelError(.unsupportedFeature, .quantizationDetailsType, index: tensor.index)
    }
    scales = try table.vectorOrEmpty(.quantizationScale, elementBytes: 4)
    zeroPoints = try table.vectorOrEmpty(.quantizationZeroPoint, elementBytes: 8)
    let axis = try table.scalar(.quantizationDimension, default: 0 as Int32)
    guard scales.count > 1 else {
      dimension = 0
      return
    }
    guard axis >= 0, axis < Int32(truncatingIfNeeded: shape.rank), shape[Int(axis)] == scales.count else {
      throw ModelError(.outOfRange, .quantizationDimension, index: tensor.index, value: Int(axis))
    }
    dimension = Int(axis)
  }

  /// Scale of slice `i`: finite, positive, not subnormal.
  ///
  /// - Parameter tensor: Index of the tensor, for the error.
  public func scale(_ i: Int = 0, of tensor: Int) throws(ModelError) -> Scale {
    guard i < scales.count, let scale = Scale(floatBits: try scales.element(i, as: UInt32.self)) else {
      throw ModelError(count == 0 ? .missing : .outOfRange, .quantizationScale, index: tensor, value: i)
    }
    return scale
  }

  /// Zero point of slice `i`, −128 … 127; 0 where the file has none.
  public func zeroPoint(_ i: Int = 0, of tensor: Int) throws(ModelError) -> Int32 {
    guard zeroPoints.count > 0 else { return 0 }
    let value = try zeroPoints.element(zeroPoints.count == 1 ? 0 : i, as: Int64.self)
    let low = Int32(truncatingIfNeeded: value)
    guard low >= -128, low <= 127, value == Int64(widening: low) else {
      throw ModelError(.outOfRange, .quantizationZeroPoint, index: tensor, value: Int(low))
    }
    return low
  }
}
