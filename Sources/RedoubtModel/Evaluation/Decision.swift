import RedoubtCore

/// What a classifier's output says: the lowest index among the maxima.
public enum Decision {
  /// - Parameters:
  ///   - bytes: Elements of the network's first output, at least one.
  ///   - type: Their type: int8, float32 or int32.
  /// - Returns: Nil for another type.
  public static func top1(_ bytes: [UInt8], type: TensorType) -> Int? {
    switch type {
    case .int8: lowestIndexOfMaximum(bytes.map { Int8(bitPattern: $0) })
    case .int32: lowestIndexOfMaximum(words(bytes).map { Int32(bitPattern: $0) })
    case .float32: lowestIndexOfMaximum(words(bytes).map { Float(bitPattern: $0) })
    case .float16, .uint8, .int64, .bool, .int16, .int4: nil
    }
  }

  private static func lowestIndexOfMaximum<T: Comparable>(_ values: [T]) -> Int {
    var best = 0
    for i in values.indices where values[i] > values[best] { best = i }
    return best
  }

  /// 32-bit words, little-endian.
  static func words(_ bytes: [UInt8]) -> [UInt32] {
    stride(from: 0, to: bytes.count - 3, by: 4).map { start in
      (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
    }
  }
}
