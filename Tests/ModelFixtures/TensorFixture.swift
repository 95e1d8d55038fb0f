/// A tensor of a test model.
public struct TensorFixture: Sendable {
  public var shape: [Int32]
  /// Type code of the schema.
  public var type: UInt8
  public var scales: [Float]
  public var zeroPoints: [Int64]
  /// The dimension that several scales divide.
  public var axis: Int32 = 0
  /// Content of a constant; nil for a tensor of the arena.
  public var data: [UInt8]?
  /// Fields of the tensor's, its quantisation's and its buffer's table that replace what follows from the above.
  public var fields: [Int: FlatValue] = [:]
  public var quantizationFields: [Int: FlatValue] = [:]
  public var bufferFields: [Int: FlatValue] = [:]

  public static let int8: UInt8 = 9
  public static let int32: UInt8 = 2

  public init(
    _ shape: [Int32], type: UInt8 = TensorFixture.int8, scales: [Float] = [], zeroPoints: [Int64] = [],
    axis: Int32 = 0, data: [UInt8]? = nil
  ) {
    (self.shape, self.type, self.scales, self.zeroPoints) = (shape, type, scales, zeroPoints)
    (self.axis, self.data) = (axis, data)
  }

  /// An int8 tensor of the arena.
  public static func activation(_ shape: [Int32], scale: Float = 1, zeroPoint: Int64 = 0) -> TensorFixture {
    TensorFixture(shape, scales: [scale], zeroPoints: [zeroPoint])
  }

  /// Constant int8 weights, with one scale or one per slice of `axis`.
  public static func weights(
    _ shape: [Int32], _ values: [Int8], scales: [Float] = [1], zeroPoint: Int64 = 0, axis: Int32 = 0
  ) -> TensorFixture {
    TensorFixture(
      shape, scales: scales, zeroPoints: scales.map { _ in zeroPoint }, axis: axis,
      data: values.map { UInt8(bitPattern: $0) })
  }

  /// A constant int32 vector.
  public static func bias(_ values: [Int32]) -> TensorFixture {
    TensorFixture([Int32(values.count)], type: int32, data: values.flatMap(littleEndian))
  }

  func table(buffer: UInt32) -> FlatValue {
    var quantization: [Int: FlatValue] = [
      2: .floats(scales), 3: .numbers(zeroPoints), 6: .int32(axis),
    ]
    quantization.merge(quantizationFields) { $1 }
    var table: [Int: FlatValue] = [
      0: .numbers(shape), 1: .uint8(type), 2: .uint32(buffer), 3: .string("tensor"),
    ]
    if !scales.isEmpty || !quantizationFields.isEmpty { table[4] = .table(quantization) }
    return .table(table.merging(fields) { $1 })
  }

  var hasBuffer: Bool { data != nil || !bufferFields.isEmpty }

  var buffer: FlatValue {
    var table: [Int: FlatValue] = [:]
    if let data { table[0] = .bytes(data) }
    return .table(table.merging(bufferFields) { $1 })
  }
}
