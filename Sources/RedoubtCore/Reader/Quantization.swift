/// Quantisation of a tensor: real = scale × (q − zeroPoint), per tensor or per slice of one dimension.
public struct Quantization {
  private let bytes: ModelBytes
  private let scalesPlace, zeroPointsPlace: Int32
  private var scales: FlatVector {
    FlatVector(bytes, known: Int(scalesPlace), Self.scaleKind)
  }
  /// Number of scales: 0 for a tensor that is not quantised, 1 per tensor, else one per slice.
  public var count: Int { scales.count }
  /// The dimension that the slices divide, for `count > 1`.
  public var dimension: Int { Int(axis) }
  private let axis: Int32

  /// - Parameters:
  ///   - position: Of the table, 0 for a tensor without one.
  ///   - fields: For the table's; what they hold is lost.
  @inline(__always)
  init(
    _ bytes: ModelBytes, at position: Int, _ fields: inout TableFields, tensor: Int, _ shape: Shape
  ) throws(ModelError) {
    self.bytes = bytes
    guard position != 0 else {
      (scalesPlace, zeroPointsPlace, axis) = (0, 0, 0)
      return
    }
    try fields.read(bytes, position, Self.fields, tensor)
    guard fields[4] == 0 else {
      throw ModelError(.unsupportedFeature, .quantizationDetailsType, index: tensor)
    }
    (scalesPlace, zeroPointsPlace) = (fields[2], fields[3])
    let axis = fields[6]
    let count = scalesPlace == 0 ? 0 : Int(unsafe bytes.word(Int(scalesPlace) &- 4))
    guard count > 1 else {
      self.axis = 0
      return
    }
    guard axis >= 0, axis < Int32(truncatingIfNeeded: shape.rank), shape[Int(axis)] == count else {
      throw ModelError(.outOfRange, .quantizationDimension, index: tensor, value: Int(axis))
    }
    self.axis = axis
  }

  /// Scales, zero points, type of other details, dimension.
  @inline(__always)
  private static var fields: FieldLayout {
    FieldLayout(.quantization).vector(2, elementBytes: 4).vector(3, elementBytes: 8).scalar(4, bytes: 1)
      .scalar(6, bytes: 4)
  }

  /// Scale of slice `i`: finite, positive, not subnormal.
  ///
  /// - Parameter tensor: Index of the tensor, for the error.
  @inline(__always)
  public func scale(_ i: Int = 0, of tensor: Int) throws(ModelError) -> Scale {
    try Self.scale(bytes, scalesPlace, i, tensor)
  }

  // The steps below take the few words that they need: the whole value would be copied for each call.

  @inline(never)
  private static func scale(
    _ bytes: ModelBytes, _ scalesPlace: Int32, _ i: Int, _ tensor: Int
  ) throws(ModelError) -> Scale {
    let scales = FlatVector(bytes, known: Int(scalesPlace), scaleKind)
    let count = scales.count
    guard i < count, let scale = Scale(floatBits: try scales.element(i, as: UInt32.self)) else {
      throw ModelError(count == 0 ? .missing : .outOfRange, .quantizationScale, index: tensor, value: i)
    }
    return scale
  }

  /// Throws unless every slice has a scale, and the zero point 0.
  ///
  /// - Parameter tensor: Index of the tensor, for the error.
  @inline(__always)
  func requireSymmetric(of tensor: Int) throws(ModelError) {
    try Self.requireSymmetric(bytes, scalesPlace, zeroPointsPlace, tensor)
  }

  @inline(never)
  private static func requireSymmetric(
    _ bytes: ModelBytes, _ scalesPlace: Int32, _ zeroPointsPlace: Int32, _ tensor: Int
  ) throws(ModelError) {
    let scales = FlatVector(bytes, known: Int(scalesPlace), scaleKind)
    let zeroPoints = FlatVector(bytes, known: Int(zeroPointsPlace), zeroPointKind)
    let (count, zeroPointCount) = (scales.count, zeroPoints.count)
    for i in 0..<count {
      // What makes no `Scale`: zero, infinity, NaN, and everything with a sign.
      guard try scales.element(i, as: UInt32.self) &- 1 < 0x7f7f_ffff else {
        throw ModelError(.outOfRange, .quantizationScale, index: tensor, value: i)
      }
    }
    if bytes.areZero(zeroPoints.position, words: 2 &* zeroPointCount) {
      guard zeroPointCount > 1, zeroPointCount < count else { return }
    }
    for i in 0..<count {
      guard try zeroPoint(bytes, zeroPointsPlace, i, tensor) == 0 else {
        throw ModelError(.quantizationMismatch, .quantizationZeroPoint, index: tensor, value: i)
      }
    }
  }

  /// Zero point of slice `i`, −128 … 127; 0 where the file has none.
  @inline(__always)
  public func zeroPoint(_ i: Int = 0, of tensor: Int) throws(ModelError) -> Int32 {
    try Self.zeroPoint(bytes, zeroPointsPlace, i, tensor)
  }

  @inline(never)
  private static func zeroPoint(
    _ bytes: ModelBytes, _ place: Int32, _ i: Int, _ tensor: Int
  ) throws(ModelError) -> Int32 {
    let zeroPoints = FlatVector(bytes, known: Int(place), zeroPointKind)
    let count = zeroPoints.count
    guard count > 0 else { return 0 }
    let value = try zeroPoints.element(count == 1 ? 0 : i, as: Int64.self)
    let low = Int32(truncatingIfNeeded: value)
    guard low >= -128, low <= 127, value == Int64(widening: low) else {
      throw ModelError(.outOfRange, .quantizationZeroPoint, index: tensor, value: Int(low))
    }
    return low
  }

  /// Scale of a quantisation that must be per tensor.
  ///
  /// - Parameter tensor: Index of the tensor, for the error.
  @inline(__always)
  func perTensorScale(of tensor: Int) throws(ModelError) -> Scale {
    try Self.perTensorScale(bytes, scalesPlace, tensor)
  }

  @inline(never)
  private static func perTensorScale(
    _ bytes: ModelBytes, _ scalesPlace: Int32, _ tensor: Int
  ) throws(ModelError) -> Scale {
    try requirePerTensor(bytes, scalesPlace, tensor)
    return try scale(bytes, scalesPlace, 0, tensor)
  }

  /// Zero point of a quantisation that must be per tensor, −128 … 127.
  ///
  /// - Parameter tensor: Index of the tensor, for the error.
  @inline(__always)
  func perTensorZeroPoint(of tensor: Int) throws(ModelError) -> Int32 {
    try Self.perTensorZeroPoint(bytes, scalesPlace, zeroPointsPlace, tensor)
  }

  @inline(never)
  private static func perTensorZeroPoint(
    _ bytes: ModelBytes, _ scalesPlace: Int32, _ zeroPointsPlace: Int32, _ tensor: Int
  ) throws(ModelError) -> Int32 {
    try requirePerTensor(bytes, scalesPlace, tensor)
    return try zeroPoint(bytes, zeroPointsPlace, 0, tensor)
  }

  /// Both of a quantisation that must be per tensor.
  ///
  /// - Parameter tensor: Index of the tensor, for the error.
  @inline(__always)
  func affine(of tensor: Int) throws(ModelError) -> AffineScale {
    try Self.affine(bytes, scalesPlace, zeroPointsPlace, tensor)
  }

  @inline(never)
  private static func affine(
    _ bytes: ModelBytes, _ scalesPlace: Int32, _ zeroPointsPlace: Int32, _ tensor: Int
  ) throws(ModelError) -> AffineScale {
    try requirePerTensor(bytes, scalesPlace, tensor)
    return AffineScale(
      scale: try scale(bytes, scalesPlace, 0, tensor),
      zeroPoint: try zeroPoint(bytes, zeroPointsPlace, 0, tensor))
  }

  /// Throws unless there is at most one scale.
  @inline(__always)
  private static func requirePerTensor(
    _ bytes: ModelBytes, _ scalesPlace: Int32, _ tensor: Int
  ) throws(ModelError) {
    let count = FlatVector(bytes, known: Int(scalesPlace), scaleKind).count
    guard count <= 1 else {
      throw ModelError(.quantizationMismatch, .quantizationScale, index: tensor, value: count)
    }
  }

  private static let scaleKind = FlatVector.Kind(.quantizationScale, elementBytes: 4)
  private static let zeroPointKind = FlatVector.Kind(.quantizationZeroPoint, elementBytes: 8)
}
