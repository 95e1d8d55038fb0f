import ModelFixtures
import RedoubtCore
import Testing

/// The kernels that compute listed channels alone, each into a plane of its own: the plain C twins of their instructions
/// against the reference kernels, on random channels of random operators.
@Suite struct ListedChannelsTests {
  @Test(arguments: 0..<4, [SingleOperator.Kind.convolution, .depthwise, .fullyConnected])
  func planesHoldTheReferenceKernelsBytes(_ part: Int, _ kind: SingleOperator.Kind) throws {
    var random = SeededGenerator(seed: SeededGenerator.runSeed &+ UInt64(part))
    var (computed, listed) = (0, 0)
    for _ in 0..<60 {
      let operation = draw(kind, using: &random)
      guard let oracle = operation.oracle else { continue }
      let operands = operation.operands(using: &random)
      let file = operation.model(operands, outputSize: (oracle.rows.output, oracle.columns.output)).file
      let result = try planes(file, operands.input, operation.outputChannels, using: &random)
      guard let result else { continue }
      computed += 1
      listed += result.listed
      if !result.areEqual { Issue.record("\(operation), seed \(SeededGenerator.runSeed)") }
    }
    #expect(computed > 25 && listed > 60, "\(computed) operators, \(listed) channels")
  }

  private func draw(_ kind: SingleOperator.Kind, using random: inout SeededGenerator) -> SingleOperator {
    func pair(_ range: ClosedRange<Int>) -> (Int, Int) {
      (Int.random(in: range, using: &random), Int.random(in: range, using: &random))
    }
    let inputChannels = Int.random(in: 1...20, using: &random)
    let isFlat = kind == .fullyConnected
    let isSquare = Bool.random(using: &random)
    return SingleOperator(
      kind: kind, batches: Int.random(in: 1...2, using: &random),
      input: isFlat ? (1, 1) : isSquare ? (8, 8) : pair(1...11),
      filter: isFlat
        ? (1, 1)
        : kind == .depthwise || isSquare ? (3, 3) : Bool.random(using: &random) ? (1, 1) : pair(1...5),
      stride: isFlat ? (1, 1) : pair(1...2),
      padding: Bool.random(using: &random) ? .same : .valid,
      inputChannels: isFlat ? inputChannels * Int.random(in: 1...12, using: &random) : inputChannels,
      outputChannels: kind == .depthwise ? inputChannels : Int.random(in: 1...40, using: &random),
      inputZeroPoint: Int8.random(in: .min ... .max, using: &random),
      outputZeroPoint: Int8.random(in: .min ... .max, using: &random),
      hasBias: Bool.random(using: &random), isPerChannel: Bool.random(using: &random))
  }

  /// Runs the reference kernel, then the list kernel on the same operands.
  ///
  /// - Returns: Whether each listed channel's plane holds the reference's bytes and no other byte of the bank has changed;
  ///   nil where the kernel leaves the operator to others.
  private func planes(
    _ file: [UInt8], _ input: [Int8], _ channels: Int, using random: inout SeededGenerator
  ) throws -> (areEqual: Bool, listed: Int)? {
    let expected = try inferOnCore(file, input, AllOperators<TFLM>.self)
    let cells = expected.count / channels
    var schemes = (0..<channels).map { _ in UInt32.random(in: 0...5, using: &random) }
    if Bool.random(using: &random) { schemes = schemes.map { _ in 4 } }
    let places = (0..<channels).shuffled(using: &random).map { $0 * (cells + 3) + 1 }
    var want = [Int8](repeating: 0x5a, count: channels * (cells + 3))
    for channel in 0..<channels where schemes[channel] & 4 != 0 {
      for cell in 0..<cells { want[places[channel] + cell] = expected[cell * channels + channel] }
    }
    var bank = [UInt8](repeating: 0x5a, count: want.count)
    let isComputed = try computeOnCore(file, input) { node, memory, pair in
      var words: [UInt32] = []
      for channel in 0..<channels where schemes[channel] != 0 {
        let copy0 = try pair(channel)
        words += [
          UInt32(channel) | schemes[channel] << 24, 0, UInt32(places[channel]),
          UInt32(bitPattern: copy0.multiplier), UInt32(bitPattern: copy0.shift),
        ]
      }
      return try bank.withUnsafeMutableBufferPointer { bytes in
        let start = try #require(bytes.baseAddress)
        return try compute(
          node, memory,
          // The bank that is asked for is the second.
          ReplicatedPlanes(unsafeUnits: words.span, banks: (start + bytes.count, start)).inBank(2))
      }
    }
    guard isComputed else { return nil }
    return (bank.map { Int8(bitPattern: $0) } == want, schemes.count { $0 & 4 != 0 })
  }

  private func compute(
    _ node: Node, _ memory: borrowing TensorMemory, _ planes: ReplicatedPlanes
  ) throws -> Bool {
    switch node.code {
    case Conv2D.code: try compute(Conv2D.self, node, memory, planes)
    case DepthwiseConv2D.code: try compute(DepthwiseConv2D.self, node, memory, planes)
    default: try compute(FullyConnected<TFLM>.self, node, memory, planes)
    }
  }

  private func compute<O: ChannelOperator>(
    _ type: O.Type, _ node: Node, _ memory: borrowing TensorMemory, _ planes: ReplicatedPlanes
  ) throws -> Bool {
    let p = try O.parameters(node)
    return try O.computeListed(
      p, node, memory, try memory.read(p.weights, as: Int8.self),
      p.bias == nil ? Span() : try memory.read(p.bias!, as: Int32.self), planes)
  }

  /// Calls with the only operator of a model, its memory, and what derives a channel's requantisation.
  private func computeOnCore(
    _ file: [UInt8], _ input: [Int8],
    _ body: (Node, borrowing TensorMemory, (Int) throws -> QuantizedMultiplier) throws -> Bool
  ) throws -> Bool {
    let model = UnsafeMutableRawBufferPointer.allocate(byteCount: file.count, alignment: 16)
    let arena = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    defer {
      model.deallocate()
      arena.deallocate()
    }
    model.copyBytes(from: file)
    arena.initializeMemory(as: UInt8.self, repeating: 0xa5)
    let interpreter = try Interpreter(
      model: ModelBytes(unsafeAdopting: UnsafeRawBufferPointer(model)), arena: Arena(unsafeAdopting: arena),
      operators: AllOperators<TFLM>.self)
    let tables = try Model(interpreter.memory.model)
    var span = try interpreter.memory.write(try tables.input(0), as: Int8.self)
    for (place, value) in input.enumerated() { span[place] = value }
    let node = try Node(tables, 0)
    return try body(node, interpreter.memory) { channel in
      if node.code == FullyConnected<TFLM>.code {
        let p = try FullyConnected<TFLM>.parameters(node)
        return try p.perChannel?.pair(channel) ?? p.perTensor
      }
      return try (node.code == Conv2D.code ? Conv2D.parameters(node) : DepthwiseConv2D.parameters(node))
        .scales.pair(channel)
    }
  }
}
