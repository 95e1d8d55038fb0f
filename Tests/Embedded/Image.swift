import RedoubtCore

/// The smallest program that holds the whole interpreter: one inference of any supported model.
///
/// - Parameters:
///   - model: A model file of `modelBytes` bytes, aligned to 16.
///   - memory: The arena, `memoryBytes` bytes, aligned to 16.
/// - Returns: 0, or the reason why the model does not run, plus 1.
@c(redoubt_run)
public func run(
  _ model: UnsafeRawPointer, _ modelBytes: Int, _ memory: UnsafeMutableRawPointer, _ memoryBytes: Int
) -> Int32 {
  do throws(ModelError) {
    let file = unsafe UnsafeRawBufferPointer(start: model, count: modelBytes)
    let arena = unsafe UnsafeMutableRawBufferPointer(start: memory, count: memoryBytes)
    let interpreter = try unsafe Interpreter(
      model: ModelBytes(unsafeAdopting: file), arena: Arena(unsafeAdopting: arena),
      operators: AllOperators<TFLM>.self)
    try interpreter.run(AllOperators<TFLM>.self)
    return 0
  } catch {
    return Int32(error.reason.rawValue) + 1
  }
}
