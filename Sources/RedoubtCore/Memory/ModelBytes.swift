/// The bytes of a model file, read in place: flash on a microcontroller, an owned copy on a host.
///
/// Every access is checked against the length, so a corrupted offset ends in an error and never in foreign
/// memory. Contains unsafe code.
@safe public struct ModelBytes {
  private let base: UnsafeRawPointer
  /// Length of the file in bytes, at most `Int32.max`.
  public let count: Int

  /// Adopts memory that holds a model file.
  ///
  /// - Parameter bytes: Aligned to 16 bytes, not empty; must outlive every view made from it. Its content may
  ///   change between two steps (a bit flip), not during one.
  public init(unsafeAdopting bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count > 0, "a model file is not empty")
    unsafe self.base = bytes.baseAddress!
    self.count = min(bytes.count, Int(Int32.max))
  }

  /// True when `length` bytes from `offset` on lie inside the file.
  @inline(__always)
  func contains(_ offset: Int, _ length: Int) -> Bool {
    offset >= 0 && length >= 0 && offset <= count && length <= count &- offset
  }

  /// True when a value of `width` bytes, 1 ... 8, lies inside the file at `offset`.
  @inline(__always)
  func holds(_ offset: Int, _ width: Int) -> Bool { offset >= 0 && offset <= count &- width }

  /// The byte at an offset that `holds` has admitted.
  @unsafe @inline(__always)
  func byte(_ offset: Int) -> UInt8 { unsafe base.load(fromByteOffset: offset, as: UInt8.self) }

  /// The 16-bit value at an offset that `holds` has admitted.
  @unsafe @inline(__always)
  func half(_ offset: Int) -> Int {
    unsafe Int(
      truncatingIfNeeded: UInt16(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
  }

  /// The 32-bit value at an offset that `holds` has admitted.
  @unsafe @inline(__always)
  func word(_ offset: Int) -> Int32 {
    unsafe Int32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: Int32.self))
  }

  /// Little-endian value of fixed width at `offset`, or nil outside the file. Needs no alignment.
  ///
  /// One function per width does the work, whatever the type: the reader asks in hundreds of places.
  @inline(__always)
  func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type) -> T? {
    switch MemoryLayout<T>.size {
    case 1: return load8(offset).map { T(truncatingIfNeeded: $0) }
    case 2: return load16(offset).map { T(truncatingIfNeeded: $0) }
    case 4: return load32(offset).map { T(truncatingIfNeeded: $0) }
    default:
      guard contains(offset, MemoryLayout<T>.size) else { return nil }
      return unsafe T(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: T.self))
    }
  }

  @inline(never)
  private func load8(_ offset: Int) -> UInt8? {
    guard contains(offset, 1) else { return nil }
    return unsafe base.load(fromByteOffset: offset, as: UInt8.self)
  }

  @inline(never)
  private func load16(_ offset: Int) -> UInt16? {
    guard contains(offset, 2) else { return nil }
    return unsafe UInt16(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  @inline(never)
  private func load32(_ offset: Int) -> UInt32? {
    guard contains(offset, 4) else { return nil }
    return unsafe UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// `count` elements from byte `offset` on, or nil where they leave the file or are not aligned to their size.
  @_lifetime(immortal)
  func span<T: BitwiseCopyable>(_ offset: Int, _ count: Int, of type: T.Type) -> Span<T>? {
    guard isInside(offset, count, of: type) else { return nil }
    let start = unsafe (base + offset).assumingMemoryBound(to: T.self)
    return unsafe _overrideLifetime(Span(_unsafeStart: start, count: count), copying: ())
  }

  /// Address of the byte at `offset`, nil where `byteCount` bytes from there leave the file or it is not aligned.
  @unsafe @inline(__always)
  func address(_ offset: Int, _ byteCount: Int, alignment: Int) -> UnsafeRawPointer? {
    guard contains(offset, byteCount) else { return nil }
    let address = unsafe base + offset
    return unsafe Int(bitPattern: address) & (alignment &- 1) == 0 ? address : nil
  }

  /// True when all bytes of `count` words from `offset` on lie in the file and are 0.
  @inline(never)
  func areZero(_ offset: Int, words count: Int) -> Bool {
    guard count <= self.count / 4, contains(offset, 4 &* count) else { return false }
    var seen: UInt32 = 0
    for i in 0..<count {
      unsafe seen |= base.loadUnaligned(fromByteOffset: offset &+ 4 &* i, as: UInt32.self)
    }
    return seen == 0
  }

  /// True when the file holds these UTF-8 bytes at `offset`.
  func hold(_ text: StaticString, at offset: Int) -> Bool {
    guard contains(offset, text.utf8CodeUnitCount) else { return false }
    for i in 0..<text.utf8CodeUnitCount {
      let (mine, theirs) = unsafe (base.load(fromByteOffset: offset &+ i, as: UInt8.self), text.utf8Start[i])
      guard mine == theirs else { return false }
    }
    return true
  }

  private func isInside<T>(_ offset: Int, _ elements: Int, of type: T.Type) -> Bool {
    let size = MemoryLayout<T>.stride
    guard elements >= 0, elements <= count / size, contains(offset, elements &* size) else { return false }
    return unsafe (Int(bitPattern: base) &+ offset) & (MemoryLayout<T>.alignment - 1) == 0
  }
}
