/// The memory that the caller gives to an interpreter. Exactly one owner; kernels only ever see spans into it.
///
/// Every access is checked against the length. Contains unsafe code.
@safe public struct Arena: ~Copyable {
  private let base: UnsafeMutableRawPointer
  /// Length in bytes, at most `Int32.max`.
  public let count: Int

  /// Adopts memory.
  ///
  /// - Parameter storage: Aligned to 16 bytes; must outlive the arena. Nobody else may touch it
  ///   while a step runs.
  public init(unsafeAdopting storage: UnsafeMutableRawBufferPointer) {
    // Of memory without bytes nothing is ever read.
    unsafe self.base = storage.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 16)!
    self.count = min(storage.count, Int(Int32.max))
  }

  /// `count` elements from byte `offset` on, or nil where they leave the arena or are not aligned.
  @_lifetime(borrow self)
  func span<T: BitwiseCopyable>(_ offset: Int, _ count: Int, of type: T.Type) -> Span<T>? {
    guard isInside(offset, count, of: type) else { return nil }
    let start = unsafe (base + offset).assumingMemoryBound(to: T.self)
    return unsafe _overrideLifetime(Span(_unsafeStart: start, count: count), borrowing: self)
  }

  /// As `span`, to be written. The caller keeps apart what it writes from what it reads: the memory plan does.
  @_lifetime(borrow self)
  func mutableSpan<T: BitwiseCopyable>(_ offset: Int, _ count: Int, of type: T.Type) -> MutableSpan<T>? {
    guard isInside(offset, count, of: type) else { return nil }
    let start = unsafe (base + offset).assumingMemoryBound(to: T.self)
    return unsafe _overrideLifetime(MutableSpan(_unsafeStart: start, count: count), borrowing: self)
  }

  /// 32-bit word at a byte offset, nil outside the arena or unaligned.
  @inline(never)
  func word(_ offset: Int) -> UInt32? {
    guard isInside(offset, 1, of: UInt32.self) else { return nil }
    return unsafe base.load(fromByteOffset: offset, as: UInt32.self)
  }

  /// Stores a word; outside the arena nothing is stored and the result is false.
  @inline(never)
  @discardableResult
  func setWord(_ offset: Int, _ value: UInt32) -> Bool {
    guard isInside(offset, 1, of: UInt32.self) else { return false }
    unsafe base.storeBytes(of: value, toByteOffset: offset, as: UInt32.self)
    return true
  }

  /// Address of the byte at `offset`, nil where `byteCount` bytes from there leave the arena or it is not aligned.
  @unsafe @inline(__always)
  func address(_ offset: Int, _ byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    guard offset >= 0, offset <= count, byteCount >= 0, byteCount <= count &- offset else { return nil }
    let address = unsafe base + offset
    return unsafe Int(bitPattern: address) & (alignment &- 1) == 0 ? address : nil
  }

  private func isInside<T>(_ offset: Int, _ elements: Int, of type: T.Type) -> Bool {
    let size = MemoryLayout<T>.stride
    guard offset >= 0, offset <= count, elements >= 0, elements <= (count &- offset) / size else {
      return false
    }
    return unsafe (Int(bitPattern: base) &+ offset) & (MemoryLayout<T>.alignment - 1) == 0
  }
}
