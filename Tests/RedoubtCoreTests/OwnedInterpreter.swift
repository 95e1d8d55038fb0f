import RedoubtCore

/// An interpreter of the core with memory of its own, whose bytes a test may look at and change.
final class OwnedInterpreter {
  let model, arena: UnsafeMutableRawBufferPointer
  let interpreter: Interpreter

  /// - Parameters:
  ///   - arenaBytes: Memory given; each allocation is exactly as long.
  init<O: OperatorSet>(
    _ file: [UInt8], arenaBytes: Int = 1 << 14, operators: O.Type = AllOperators<TFLM>.self
  ) throws {
    let model = Self.allocate(file.count)
    let arena = Self.allocate(arenaBytes)
    model.copyBytes(from: file)
    do {
      interpreter = try Interpreter(
        model: ModelBytes(unsafeAdopting: UnsafeRawBufferPointer(model)), arena: Arena(unsafeAdopting: arena),
        operators: operators)
    } catch {
      model.deallocate()
      arena.deallocate()
      throw error
    }
    (self.model, self.arena) = (model, arena)
  }

  deinit {
    model.deallocate()
    arena.deallocate()
  }

  private static func allocate(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)
    // What the core does not write itself must not matter.
    memory.initializeMemory(as: UInt8.self, repeating: 0xa5)
    return memory
  }

  var plan: MemoryPlan { interpreter.plan }

  /// The model's tables, read anew.
  func readModel() throws -> Model { try Model(interpreter.memory.model) }

  func write(_ values: [Int8], toInput i: Int = 0) throws {
    try interpreter.memory.store(values, to: try readModel().input(i))
  }

  func output(_ i: Int = 0) throws -> [Int8] { try read(try readModel().output(i)) }

  func read(_ tensor: Tensor) throws -> [Int8] { try interpreter.memory.copy(tensor) }

  /// Byte range of a tensor in the arena.
  func range(ofTensor index: Int) throws -> Range<Int> {
    let tensor = try readModel().tensor(index)
    let start = try interpreter.memory.offset(tensor)
    return start..<start + tensor.byteCount
  }
}

extension TensorMemory {
  fileprivate func copy(_ tensor: Tensor) throws -> [Int8] {
    let span = try read(tensor, as: Int8.self)
    var values: [Int8] = []
    for i in 0..<span.count { values.append(span[i]) }
    return values
  }

  fileprivate func store(_ values: [Int8], to tensor: Tensor) throws {
    var span = try write(tensor, as: Int8.self)
    for (place, value) in values.enumerated() { span[place] = value }
  }
}
