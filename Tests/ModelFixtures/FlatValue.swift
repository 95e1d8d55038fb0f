/// A value of a FlatBuffer, as a description: `FlatWriter` gives it its bytes.
public indirect enum FlatValue: Sendable {
  /// Little-endian bytes of one number.
  case scalar([UInt8])
  /// Fields by slot.
  case table([Int: FlatValue])
  /// Elements one after the other; `count` of them, their first byte aligned to `alignment`.
  case elements([UInt8], count: Int, alignment: Int)
  /// A vector of tables.
  case tables([FlatValue])
  case string(String)
  /// An offset as it is, where a file shall point anywhere.
  case offset(UInt32)

  public static func number<T: FixedWidthInteger>(_ value: T) -> FlatValue { .scalar(littleEndian(value)) }
  public static func int8(_ value: Int8) -> FlatValue { .number(value) }
  public static func uint8(_ value: UInt8) -> FlatValue { .number(value) }
  public static func int32(_ value: Int32) -> FlatValue { .number(value) }
  public static func uint32(_ value: UInt32) -> FlatValue { .number(value) }
  public static func float(_ value: Float) -> FlatValue { .number(value.bitPattern) }

  /// A vector of numbers.
  public static func numbers<T: FixedWidthInteger>(_ values: [T]) -> FlatValue {
    .elements(values.flatMap(littleEndian), count: values.count, alignment: MemoryLayout<T>.size)
  }

  public static func floats(_ values: [Float]) -> FlatValue { .numbers(values.map(\.bitPattern)) }

  /// A vector of bytes, aligned as the schema asks for buffers.
  public static func bytes(_ bytes: [UInt8], alignment: Int = 16) -> FlatValue {
    .elements(bytes, count: bytes.count, alignment: alignment)
  }

  var isReference: Bool { if case .scalar = self { false } else { true } }
}

/// The bytes of an integer as a `.tflite` file holds them.
public func littleEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
  (0..<MemoryLayout<T>.size).map { UInt8(truncatingIfNeeded: value >> T(8 * $0)) }
}
