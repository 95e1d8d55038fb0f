/// `TensorProto.DataType`, as far as elements of it are read.
enum ONNXElementType: Int64 {
  case float32 = 1
  case uint8 = 2
  case int8 = 3
  case uint16 = 4
  case int16 = 5
  case int32 = 6
  case int64 = 7
  case bool = 9
  case float16 = 10
  case float64 = 11
  case uint32 = 12
  case uint64 = 13
  case bfloat16 = 16

  /// Bytes of an element in raw data.
  var size: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .float32, .int32, .uint32: 4
    case .int64, .float64, .uint64: 8
    }
  }

  /// The type that elements get in a graph: all floats become float32, integers the next that holds them.
  var elementType: ElementType {
    switch self {
    case .float32, .float16, .float64, .bfloat16: .float32
    case .uint8, .int8, .uint16, .int16, .int32: .int32
    case .int64, .uint32, .uint64: .int64
    case .bool: .bool
    }
  }
}
