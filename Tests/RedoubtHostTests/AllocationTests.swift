import AllocationCounter
import ModelFixtures
import RedoubtCore
import RedoubtHost
import Testing

@Suite(
  .enabled(if: allocation_counter_is_available(), "counts calls of glibc's allocator, without sanitizers"))
struct AllocationTests {
  /// Calls of the allocator in `body`, on this thread.
  private func allocations(_ body: () throws -> Void) rethrows -> UInt64 {
    let before = allocation_count()
    try body()
    return allocation_count() - before
  }

  private static func network() throws -> [UInt8] {
    let operation = SingleOperator(input: (4, 4), outputChannels: 17, activation: .relu6)
    var random = SeededGenerator("allocations")
    return operation.model(operation.operands(using: &random), outputSize: (4, 4)).file
  }

  @Test func counterSeesEveryKindOfAllocation() {
    #expect(allocations {} == 0)
    var array: [Int] = []
    #expect(allocations { array = [Int](repeating: 1, count: 100) } == 1)
    #expect(allocations { array.append(contentsOf: repeatElement(2, count: 10_000)) } >= 1)
    #expect(allocations { UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64).deallocate() } == 1)
    #expect(allocations { UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 1).deallocate() } == 1)
    #expect(array.count == 10_100)
  }

  @Test(arguments: KernelPath.available, Rounding.allCases)
  func inferencesOnTheHostAllocateNothing(_ path: KernelPath, _ rounding: Rounding) throws {
    let interpreter = try HostInterpreter(try Self.network(), rounding: rounding, path: path)
    // The first inference may fill caches of the language's runtime.
    try interpreter.run()
    #expect(try allocations { for _ in 0..<3 { try interpreter.run() } } == 0)
  }

  @Test(.enabled(if: TestData.isPresent, "\(TestData.absence)"), arguments: GoldenNetwork.allCases)
  func inferencesOfRealNetworksAllocateNothing(_ network: GoldenNetwork) throws {
    let interpreter = try HostInterpreter(try network.file())
    try interpreter.run()
    #expect(try allocations { try interpreter.run() } == 0)
  }

  @Test func interpreterOfTheCoreAllocatesNothingAtAll() throws {
    let file = try Self.network()
    let model = AlignedMemory(byteCount: file.count)
    let memory = AlignedMemory(byteCount: 1 << 14)
    model.bytes.copyBytes(from: file)
    func inference() throws {
      let interpreter = try Interpreter(
        model: ModelBytes(unsafeAdopting: UnsafeRawBufferPointer(model.bytes)),
        arena: Arena(unsafeAdopting: memory.bytes), operators: AllOperators<TFLM>.self)
      try interpreter.run(AllOperators<TFLM>.self)
    }
    try inference()
    #expect(try allocations { try inference() } == 0)
  }
}
