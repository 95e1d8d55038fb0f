/// A tensor of a graph: constant when it has data, else computed at each inference.
public struct Value: Sendable {
  /// Name in the source file or that a pass gave, for messages and for files that are written.
  public var name: String
  /// Dimensions, outermost first; all known, since shapes are static.
  public var shape: [Int]
  /// Type of the elements; that of `data` where there is any.
  public var type: ElementType
  /// Elements of a constant, row-major.
  public var data: TensorData?
  /// How int8 and int32 elements stand for real numbers; nil for a value that is not quantised.
  public var quantization: ValueQuantization?

  public init(
    name: String, shape: [Int], type: ElementType = .float32, data: TensorData? = nil,
    quantization: ValueQuantization? = nil
  ) {
    self.name = name
    self.shape = shape
    self.type = type
    self.data = data
    self.quantization = quantization
  }

  /// Number of elements; saturates, so that absurd shapes can be asked for it.
  public var count: Int { shape.elementCount }
}

/// real = scale × (q − zeroPoint), per tensor or per slice of one dimension.
public struct ValueQuantization: Equatable, Sendable {
  /// One for the whole tensor, or one per slice along `dimension`.
  public var scales: [Float]
  /// One per scale, or one for all; empty where all are 0.
  public var zeroPoints: [Int64]
  /// The dimension that the slices divide, when there is more than one scale.
  public var dimension: Int

  public init(scales: [Float], zeroPoints: [Int64], dimension: Int = 0) {
    self.scales = scales
    self.zeroPoints = zeroPoints
    self.dimension = dimension
  }
}

extension [Int] {
  /// Product of dimensions; `Int.max` where it does not fit.
  public var elementCount: Int {
    if contains(0) { return 0 }
    var product = 1
    for dimension in self {
      let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
      if overflow { return .max }
      product = next
    }
    return product
  }

  /// Elements between neighbours along each dimension of a row-major tensor of this shape.
  var rowMajorStrides: [Int] {
    var strides = [Int](repeating: 1, count: count)
    for i in stride(from: count - 2, through: 0, by: -1) { strides[i] = strides[i + 1] * self[i + 1] }
    return strides
  }
}
