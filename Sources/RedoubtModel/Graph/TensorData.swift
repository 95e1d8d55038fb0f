/// Element types that a graph computes with.
public enum ElementType: String, Sendable {
  case float32, int8, int32, int64, bool
}

/// Elements of a constant.
public enum TensorData: Equatable, Sendable {
  case float32([Float])
  case int8([Int8])
  case int32([Int32])
  case int64([Int64])
  case bool([Bool])

  /// Number of elements, not of bytes.
  public var count: Int {
    switch self {
    case .float32(let elements): elements.count
    case .int8(let elements): elements.count
    case .int32(let elements): elements.count
    case .int64(let elements): elements.count
    case .bool(let elements): elements.count
    }
  }

  /// Type of the elements; a constant without elements has one too.
  public var type: ElementType {
    switch self {
    case .float32: .float32
    case .int8: .int8
    case .int32: .int32
    case .int64: .int64
    case .bool: .bool
    }
  }

  /// Elements of a float32 constant, nil for any other type.
  public var floats: [Float]? {
    if case .float32(let elements) = self { elements } else { nil }
  }

  /// Elements of an int32 or int64 constant, nil for any other type.
  public var integers: [Int64]? {
    switch self {
    case .int32(let elements): elements.map(Int64.init)
    case .int64(let elements): elements
    case .float32, .int8, .bool: nil
    }
  }
}
