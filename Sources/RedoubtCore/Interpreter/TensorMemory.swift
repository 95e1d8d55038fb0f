/// Where the tensors of a running model are: constants in the file, the others in the arena.
///
/// Every look-up is checked, since neither file nor arena can be trusted to stay as they were.
public struct TensorMemory: ~Copyable {
  public let model: ModelBytes
  let arena: Arena

  /// The elements of a tensor, to be read.
  ///
  /// - Throws: `.outsideArena`, `.outsideFile` or `.misaligned` where they are not reachable.
  @_lifetime(borrow self)
  public func read<T: BitwiseCopyable>(_ tensor: Tensor, as type: T.Type) throws(ModelError) -> Span<T> {
    let count = tensor.byteCount / MemoryLayout<T>.stride
    if let position = tensor.constantPosition {
      guard let span = model.span(position, count, of: type) else {
        throw tensor.error(.misaligned, .tensorBuffer, value: position)
      }
      return span
    }
    guard let span = arena.span(try offset(tensor), count, of: type) else {
      throw tensor.error(.outsideArena, .tensorShape)
    }
    return span
  }

  /// The elements of a tensor in the arena, to be written.
  ///
  /// - Throws: `.outsideArena` where they are not reachable.
  @_lifetime(borrow self)
  public func write<T: BitwiseCopyable>(
    _ tensor: Tensor, as type: T.Type
  ) throws(ModelError) -> MutableSpan<T> {
    let count = tensor.byteCount / MemoryLayout<T>.stride
    guard let span = arena.mutableSpan(try offset(tensor), count, of: type) else {
      throw tensor.error(.outsideArena, .tensorShape)
    }
    return span
  }

  /// The scratch memory of an operator: `count` elements of at most 4 bytes, within what `prepare` asked for.
  @_lifetime(borrow self)
  public func scratch<T: BitwiseCopyable>(
    _ node: Node, _ count: Int, of type: T.Type
  ) throws(ModelError) -> MutableSpan<T> {
    let tensors = Int(truncatingIfNeeded: arena.word(StateTable.tensorCount) ?? 0)
    guard let place = arena.word(StateTable.scratch(node.index, tensorCount: tensors)),
      let span = arena.mutableSpan(try area(place), count, of: type)
    else { throw node.error(.outsideArena, .operationOutputs) }
    return span
  }

  /// A part of an operator's scratch memory, from a byte of it on.
  @_lifetime(borrow self)
  func scratch<T: BitwiseCopyable>(
    _ node: Node, from start: Int, _ count: Int, of type: T.Type
  ) throws(ModelError) -> MutableSpan<T> {
    guard let span = arena.mutableSpan(try scratchStart(node) &+ start, count, of: type) else {
      throw node.error(.outsideArena, .operationOutputs)
    }
    return span
  }

  /// As `scratch(_:from:_:of:)`, to be read.
  @_lifetime(borrow self)
  func readScratch<T: BitwiseCopyable>(
    _ node: Node, from start: Int, _ count: Int, of type: T.Type
  ) throws(ModelError) -> Span<T> {
    guard let span = arena.span(try scratchStart(node) &+ start, count, of: type) else {
      throw node.error(.outsideArena, .operationOutputs)
    }
    return span
  }

  private func scratchStart(_ node: Node) throws(ModelError) -> Int {
    let tensors = Int(truncatingIfNeeded: arena.word(StateTable.tensorCount) ?? 0)
    guard let place = arena.word(StateTable.scratch(node.index, tensorCount: tensors)) else {
      throw node.error(.outsideArena, .operationOutputs)
    }
    return try area(place)
  }

  /// Byte offset of a tensor in the arena.
  package func offset(_ tensor: Tensor) throws(ModelError) -> Int {
    guard let place = arena.word(StateTable.tensor(tensor.index)), place != StateTable.absent else {
      throw tensor.error(.outsideArena, .tensorBuffer)
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
