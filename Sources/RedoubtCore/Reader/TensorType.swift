/// Element types of the schema that the reader knows by name; operators say which of them they take.
public enum TensorType: UInt8, Sendable {
  case float32 = 0
  case float16 = 1
  case int32 = 2
  case uint8 = 3
  case int64 = 4
  case bool = 6
  case int16 = 7
  case int8 = 9
  case int4 = 17

  /// Bytes of one element; int4 is counted as a whole byte, since nothing here stores it.
  public var byteCount: Int {
    switch self {
    case .int8, .uint8, .bool, .int4: 1
    case .float16, .int16: 2
    case .float32, .int32: 4
    case .int64: 8
    }
  }
}
