import ModelFixtures
import RedoubtCore
import RedoubtHost
import Testing

/// The model's bytes are the truth: a change of any of them shows on every path as it does on the reference path.
@Suite struct ModelChangeTests {
  /// One operator of each kind, with block edges: 17 channels.
  static let operations: [SingleOperator] = [
    SingleOperator(input: (4, 4), inputChannels: 3, outputChannels: 17, inputZeroPoint: -7),
    SingleOperator(kind: .depthwise, input: (4, 4), inputChannels: 17, outputChannels: 17, inputZeroPoint: 5),
    SingleOperator(kind: .depthwise, input: (4, 4), inputChannels: 4, outputChannels: 4, inputZeroPoint: 5),
    SingleOperator(
      kind: .fullyConnected, input: (1, 1), filter: (1, 1), padding: .valid, inputChannels: 21,
      outputChannels: 17),
  ]

  /// One inference on a path, and the interpreters whose bytes change together.
  private struct Twins {
    let reference: HostInterpreter
    let fast: [HostInterpreter]
    let input: [Int8]
    /// Result of the unchanged file.
    let clean: [Int8]
    private(set) var changedResults = 0

    init(_ operation: SingleOperator) throws {
      var random = SeededGenerator("changes")
      let operands = operation.operands(using: &random)
      let oracle = try #require(operation.oracle)
      let file = operation.model(operands, outputSize: (oracle.rows.output, oracle.columns.output)).file
      input = operands.input
      reference = try HostInterpreter(file, path: .reference)
      fast = try KernelPath.available.filter { $0 != .reference }.map { try HostInterpreter(file, path: $0) }
      clean = try reference.infer(input)
    }

    /// Byte range of tensor `index` in the file.
    func range(ofTensor index: Int) throws -> Range<Int> {
      let tensor = try reference.readModel().tensor(index)
      let position = try #require(tensor.constantPosition)
      return position..<position + tensor.byteCount
    }

    /// Applies `mask` to the byte at `place`, compares all paths, takes it back.
    mutating func compare(changing places: Range<Int>, by mask: UInt8) throws {
      change(places, mask)
      let expected = Result { try reference.infer(input) }
      if (try? expected.get()) != clean { changedResults += 1 }
      for interpreter in fast {
        let actual = Result { try interpreter.infer(input) }
        guard !Self.isSame(expected, actual) else { continue }
        Issue.record(
          "\(interpreter.path): bytes \(places) of the file by \(mask): \(actual), not \(expected)")
      }
      change(places, mask)
    }

    private static func isSame(_ a: Result<[Int8], any Error>, _ b: Result<[Int8], any Error>) -> Bool {
      switch (a, b) {
      case (.success(let a), .success(let b)): a == b
      case (.failure(let a as ModelError), .failure(let b as ModelError)): a == b
      default: false
      }
    }

    func change(_ places: Range<Int>, _ mask: UInt8) {
      for interpreter in [reference] + fast {
        for place in places { interpreter.model.bytes[place] ^= mask }
        interpreter.modelDidChange(places)
      }
    }

    /// All changes were taken back.
    func expectCleanResults() throws {
      for interpreter in [reference] + fast {
        #expect(try interpreter.infer(input) == clean, "\(interpreter.path)")
      }
    }
  }

  @Test(arguments: operations.indices, [0x80, 0x01] as [UInt8])
  func flippingAnyWeightReachesTheResultOfEveryPath(_ operation: Int, _ mask: UInt8) throws {
    var twins = try Twins(Self.operations[operation])
    let weights = try twins.range(ofTensor: 1)
    for place in weights { try twins.compare(changing: place..<place + 1, by: mask) }
    // Some changes stay inside the rounding or in saturation.
    if mask == 0x80 { #expect(twins.changedResults > weights.count / 3) }
    try twins.expectCleanResults()
  }

  @Test(arguments: operations.indices)
  func flippingAnyByteOfABiasReachesTheResultOfEveryPath(_ operation: Int) throws {
    var twins = try Twins(Self.operations[operation])
    for place in try twins.range(ofTensor: 2) { try twins.compare(changing: place..<place + 1, by: 0x40) }
    #expect(twins.changedResults > 0)
    try twins.expectCleanResults()
  }

  @Test(arguments: operations.indices)
  func flippingAllWeightsAtOnceReachesTheResultOfEveryPath(_ operation: Int) throws {
    var twins = try Twins(Self.operations[operation])
    let weights = try twins.range(ofTensor: 1)
    for mask in [0xff, 0x80, 0x55] as [UInt8] { try twins.compare(changing: weights, by: mask) }
    // Also with the biases, which the file holds behind the weights.
    try twins.compare(changing: weights.lowerBound..<(try twins.range(ofTensor: 2)).upperBound, by: 0x01)
    #expect(twins.changedResults >= 3)
    try twins.expectCleanResults()
  }

  @Test(arguments: operations.indices)
  func flippingAnyOtherByteOfTheFileGivesTheReferencesResultOrError(_ operation: Int) throws {
    var twins = try Twins(Self.operations[operation])
    let (weights, bias) = (try twins.range(ofTensor: 1), try twins.range(ofTensor: 2))
    for place in twins.reference.model.bytes.indices where !weights.contains(place) && !bias.contains(place) {
      try twins.compare(changing: place..<place + 1, by: 0x04)
    }
    // Scales, zero points and options are among them.
    #expect(twins.changedResults > 10)
    try twins.expectCleanResults()
  }
}
