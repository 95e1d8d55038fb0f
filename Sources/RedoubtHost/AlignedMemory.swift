/// Zeroed memory on the heap, aligned to 64 bytes, with one owner.
@safe public final class AlignedMemory {
  /// The memory; valid as long as this object.
  public let bytes: UnsafeMutableRawBufferPointer

  /// - Parameter byteCount: At least 1.
  public init(byteCount: Int) {
    unsafe bytes = .allocate(byteCount: byteCount, alignment: 64)
    unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { unsafe bytes.deallocate() }
}
