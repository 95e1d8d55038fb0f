/// Quantisation of a tensor: real = scale × (q − zeroPoint), per tensor or per slice of one dimension.
public struct Quantization {
  private let bytes: ModelBytes
  private let scalesPlace, zeroPointsPlace: Int32
  private var scales: FlatVector {
    FlatVector(bytes, known: scalesPlace, elementBytes: 4, field: .quantizationScale)
  }
  private var zeroPoints: FlatVector {
    FlatVector(bytes, known: zeroPointsPlace, elementBytes: 8, field: .quantizationZeroPoint)
  }
  /// Number of scales: 0 for a tensor that is not quantised, 1 per tensor, else one per slice.
  public var count: Int { scales.count }
  /// The dimension that the slices divide, for `count > 1`.
  public var dimension: Int { Int(axis) }
  private let axis: Int32

  @inline(never)
  init(_ table: FlatTable?, tensor: FlatTable, shape: Shape) throws(ModelError) {
    bytes = tensor.bytes
    guard let table else {
      (scalesPlace, zeroPointsPlace, axis) = (0, 0, 0)
      return
    }
    guard try table.scalar(.quantizationDetailsType, default: 0 as UInt8) == 0 else {
      throw ModelError(.unsupportedFeature, .quantizationDetailsType, index: tensor.index)
    }
    let scales = try table.vectorOrEmpty(.quantizationScale, elementBytes: 4)
    scalesPlace = Int32(truncatingIfNeeded: scales.position)
    zeroPointsPlace = try table.vectorPlace(.quantizationZeroPoint, elementBytes: 8)
    let axis = try table.scalar(.quantizationDimension, default: 0 as Int32)
    guard scales.count > 1 else {
      self.axis = 0
      return
    }
    guard axis >= 0, axis < Int32(truncatingIfNeeded: shape.rank), shape[Int(axis)] == scales.count else {
      throw ModelError(.outOfRange, .quantizationDimension, index: tensor.index, value: Int(axis))
    }
    self.axis = axis
  }

  /// Scale of slice `i`: finite, positive, not subnormal.
  ///
  /// - Parameter tensor: Index of the tensor, for the error.
  @inline(never)
  public func scale(_ i: Int = 0, of tensor: Int) throws(ModelError) -> Scale {
    guard i < scales.count, let scale = Scale(floatBits: try scales.element(i, as: UInt32.self)) else {
      throw ModelError(count == 0 ? .missing : .outOfRange, .quantizationScale, index: tensor, value: i)
    }
    return scale
  }

  /// Throws unless every slice has a scale, and the zero point 0.
  ///
  /// - Parameter tensor: Index of the tensor, for the error.
  func requireSymmetric(of tensor: Int) throws(ModelError) {
    let (scales, zeroPoints) = (scales, zeroPoints)
    for i in 0..<scales.count {
      // What makes no `Scale`: zero, infinity, NaN, and everything with a sign.
      guard try scales.element(i, as: UInt32.self) &- 1 < 0x7f7f_ffff else {
        throw ModelError(.outOfRange, .quantizationScale, index: tensor, value: i)
      }
    }
    if bytes.areZero(zeroPoints.position, words: 2 &* zeroPoints.count) {
      guard zeroPoints.count > 1, zeroPoints.count < scales.count else { return }
    }
    for i in 0..<scales.count {
      guard try zeroPoint(i, of: tensor) == 0 else {
        throw ModelError(.quantizationMismatch, .quantizationZeroPoint, index: tensor, value: i)
      }
    }
  }

  /// Zero point of slice `i`, −128 … 127; 0 where the file has none.
  @inline(never)
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
