/// Where the tensors of a running model are: constants in the file, the others in the arena.
///
/// Every look-up is checked, since neither file nor arena can be trusted to stay as they were. One of the few files of the
/// core that contain unsafe code: one function finds the bytes of a tensor, whatever its elements are.
public struct TensorMemory: ~Copyable {
  /// The file, which holds the constants.
  public let model: ModelBytes
  let arena: Arena

  /// The elements of a tensor, to be read.
  ///
  /// - Throws: `.outsideArena` or `.misaligned` where they are not reachable.
  @inline(__always)
  @_lifetime(borrow self)
  public func read<T: BitwiseCopyable>(_ tensor: Tensor, as type: T.Type) throws(ModelError) -> Span<T> {
    let start = unsafe try start(
      tensor.index, tensor.constantPosition ?? -1, tensor.byteCount, alignment: MemoryLayout<T>.alignment)
    return unsafe _overrideLifetime(
      Span(
        _unsafeStart: start.assumingMemoryBound(to: T.self),
        count: tensor.byteCount / MemoryLayout<T>.stride),
      borrowing: self)
  }

  /// The elements of a tensor in the arena, to be written.
  ///
  /// - Throws: `.outsideArena` where they are not reachable.
  @inline(__always)
  @_lifetime(borrow self)
  public func write<T: BitwiseCopyable>(
    _ tensor: Tensor, as type: T.Type
  ) throws(ModelError) -> MutableSpan<T> {
    let start = unsafe try start(tensor.index, -1, tensor.byteCount, alignment: MemoryLayout<T>.alignment)
    return unsafe _overrideLifetime(
      MutableSpan(
        _unsafeStart: UnsafeMutableRawPointer(mutating: start).assumingMemoryBound(to: T.self),
        count: tensor.byteCount / MemoryLayout<T>.stride),
      borrowing: self)
  }

  /// Where the bytes of a tensor are: one function for all types of elements.
  ///
  /// - Parameters:
  ///   - constant: Position in the file, negative for a tensor in the arena.
  ///   - alignment: A power of two.
  @inline(never)
  private func start(
    _ tensor: Int, _ constant: Int, _ byteCount: Int, alignment: Int
  ) throws(ModelError) -> UnsafeRawPointer {
    if constant >= 0 {
      guard let start = unsafe model.address(constant, byteCount, alignment: alignment) else {
        throw ModelError(.misaligned, .tensorBuffer, index: tensor, value: constant)
      }
      return unsafe start
    }
    guard let start = unsafe arena.address(try offset(ofTensor: tensor), byteCount, alignment: alignment)
    else { throw ModelError(.outsideArena, .tensorShape, index: tensor) }
    return UnsafeRawPointer(start)
  }

  /// The scratch memory of an operator: `count` elements of at most 4 bytes, within what `prepare` asked for.
  @inline(__always)
  @_lifetime(borrow self)
  public func scratch<T: BitwiseCopyable>(
    _ node: Node, _ count: Int, of type: T.Type
  ) throws(ModelError) -> MutableSpan<T> {
    try scratch(node, from: 0, count, of: type)
  }

  /// A part of an operator's scratch memory, from a byte of it on.
  @_lifetime(borrow self)
  func scratch<T: BitwiseCopyable>(
    _ node: Node, from start: Int, _ count: Int, of type: T.Type
  ) throws(ModelError) -> MutableSpan<T> {
    guard let span = arena.mutableSpan(try scratchStart(node.index) &+ start, count, of: type) else {
      throw node.error(.outsideArena, .operationOutputs)
    }
    return span
  }

  /// As `scratch(_:from:_:of:)`, to be read.
  @_lifetime(borrow self)
  func readScratch<T: BitwiseCopyable>(
    _ node: Node, from start: Int, _ count: Int, of type: T.Type
  ) throws(ModelError) -> Span<T> {
    guard let span = arena.span(try scratchStart(node.index) &+ start, count, of: type) else {
      throw node.error(.outsideArena, .operationOutputs)
    }
    return span
  }

  private func scratchStart(_ index: Int) throws(ModelError) -> Int {
    let tensors = Int(truncatingIfNeeded: arena.word(StateTable.tensorCount) ?? 0)
    guard let place = arena.word(StateTable.scratch(index, tensorCount: tensors)) else {
      throw ModelError(.outsideArena, .operationOutputs, index: index)
    }
    return try area(place)
  }

  /// Byte offset of a tensor in the arena.
  @inline(__always)
  package func offset(_ tensor: Tensor) throws(ModelError) -> Int { try offset(ofTensor: tensor.index) }

  @inline(never)
  private func offset(ofTensor index: Int) throws(ModelError) -> Int {
    guard let place = arena.word(StateTable.tensor(index)), place != StateTable.absent else {
      throw ModelError(.outsideArena, .tensorBuffer, index: index)
    }
    return try area(place)
  }

  private func area(_ place: UInt32) throws(ModelError) -> Int {
    guard place <= UInt32(Int32.max), let start = arena.word(StateTable.tensorArea),
      start <= UInt32(Int32.max) &- place
    else { throw ModelError(.outsideArena, .tensorBuffer) }
    return Int(start &+ place)
  }
}
