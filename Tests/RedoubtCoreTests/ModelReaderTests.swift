import ModelFixtures
import Testing

@testable import RedoubtCore

@Suite struct ModelReaderTests {
  @Test(arguments: BadModel.root + BadModel.graph + BadModel.tensors + BadModel.operators)
  func badModelIsRefusedWithWhatIsWrong(_ bad: BadModel) {
    var model = ModelFixture.small
    bad.change(&model)
    #expect(throws: bad.error) { try OwnedInterpreter(model.file, arenaBytes: 1 << 18) }
  }

  @Test func soundModelRuns() throws {
    let interpreter = try OwnedInterpreter(ModelFixture.small.file)
    try interpreter.interpreter.run(AllOperators<TFLM>.self)
    #expect(interpreter.interpreter.stepCount == 2)
  }

  @Test func misalignedBufferIsRefused() throws {
    let file = try #require(Self.fileWithMisalignedBias())
    let error = try #require(throws: ModelError.self) { try OwnedInterpreter(file) }
    #expect(error.reason == .misaligned && error.field == .bufferData && error.index == 2)
  }

  /// The small model with its bias moved by two bytes, length included.
  private static func fileWithMisalignedBias() -> [UInt8]? {
    let model = ModelFixture.small
    var file = model.file
    let bias = littleEndian(8 as UInt32) + model.tensors[2].data!
    guard let place = file.indices.first(where: { file[$0...].starts(with: bias) }) else { return nil }
    // The bytes in front are padding up to the alignment; what refers to the vector is moved along.
    file.replaceSubrange(place..<place + 2, with: [0, 0])
    file.replaceSubrange(place + 2..<place + 2 + bias.count, with: bias)
    guard
      let reference = file.indices.last(where: {
        $0 < place && $0 % 4 == 0 && Self.word(file, $0) == place - $0
      })
    else { return nil }
    file.replaceSubrange(reference..<reference + 4, with: littleEndian(UInt32(place + 2 - reference)))
    return file
  }

  private static func word(_ file: [UInt8], _ place: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(file[place + $1]) << (8 * $1) }
  }

  /// Every kind of offset field that the reader follows, and a model in which it is `offset`.
  private static func models(withOffset offset: UInt32) -> [(field: Field, model: ModelFixture)] {
    let changes: [(Field, (inout ModelFixture) -> Void)] = [
      (.modelOperatorCodes, { $0.fields[1] = .offset(offset) }),
      (.modelOperatorCodes, { $0.fields[1] = .tables([.offset(offset)]) }),
      (.modelSubgraphs, { $0.fields[2] = .offset(offset) }),
      (.modelSubgraphs, { $0.fields[2] = .tables([.offset(offset)]) }),
      (.modelBuffers, { $0.fields[4] = .offset(offset) }),
      (.modelBuffers, { $0.fields[4] = .tables([.table([:]), .offset(offset)]) }),
      (.modelMetadata, { $0.fields[6] = .offset(offset) }),
      (.modelMetadata, { $0.fields[6] = .tables([.offset(offset)]) }),
      (.metadataName, { $0.fields[6] = .tables([.table([0: .offset(offset), 1: .uint32(1)])]) }),
      (.subgraphTensors, { $0.subgraphFields[0] = .offset(offset) }),
      (.subgraphTensors, { $0.subgraphFields[0] = .tables([.offset(offset)]) }),
      (.subgraphInputs, { $0.subgraphFields[1] = .offset(offset) }),
      (.subgraphOutputs, { $0.subgraphFields[2] = .offset(offset) }),
      (.subgraphOperators, { $0.subgraphFields[3] = .offset(offset) }),
      (.subgraphOperators, { $0.subgraphFields[3] = .tables([.offset(offset)]) }),
      (.tensorShape, { $0.tensors[0].fields[0] = .offset(offset) }),
      (.tensorQuantization, { $0.tensors[0].fields[4] = .offset(offset) }),
      (.tensorSparsity, { $0.tensors[0].fields[6] = .offset(offset) }),
      (.quantizationScale, { $0.tensors[0].quantizationFields[2] = .offset(offset) }),
      (.quantizationZeroPoint, { $0.tensors[0].quantizationFields[3] = .offset(offset) }),
      (.bufferData, { $0.tensors[1].bufferFields[0] = .offset(offset) }),
      (.operationInputs, { $0.operators[0].fields[1] = .offset(offset) }),
      (.operationOutputs, { $0.operators[0].fields[2] = .offset(offset) }),
      (.operationOptions, { $0.operators[0].fields[4] = .offset(offset) }),
    ]
    return changes.map { field, change in
      var model = ModelFixture.small
      change(&model)
      return (field, model)
    }
  }

  @Test(arguments: [0x7fff_ffff, 0x8000_0000, 0xffff_fffc, .max] as [UInt32])
  func offsetBeyondTheFileIsNamed(_ offset: UInt32) throws {
    for (field, model) in Self.models(withOffset: offset) {
      let error = try #require(throws: ModelError.self) { try OwnedInterpreter(model.file) }
      #expect(error.reason == .outsideFile && error.field == field, "\(error), not \(field)")
    }
  }

  /// 0 points at itself, 4 at the next field, the others behind: cycles and tables that overlap.
  @Test(arguments: [0, 1, 2, 4, 8, 16, 100] as [UInt32])
  func offsetsIntoOtherTablesNeverTrap(_ offset: UInt32) {
    for (_, model) in Self.models(withOffset: offset) { Self.openAndRun(model.file) }
  }

  @Test func fileCutAnywhereIsRefused() {
    let file = ModelFixture.small.file
    for length in 1..<file.count {
      #expect(throws: ModelError.self, "cut to \(length) of \(file.count) bytes") {
        try OwnedInterpreter(Array(file.prefix(length)))
      }
    }
  }

  @Test(arguments: 0..<8)
  func anyFlippedBitEndsInAnErrorOrAResult(_ bit: Int) {
    var file = ModelFixture.small.file
    for place in file.indices {
      file[place] ^= 1 << UInt8(bit)
      Self.openAndRun(file)
      file[place] ^= 1 << UInt8(bit)
    }
  }

  @Test(arguments: [0, 0x7f, 0x80, 0xff] as [UInt8])
  func anyOverwrittenByteEndsInAnErrorOrAResult(_ byte: UInt8) {
    let file = ModelFixture.small.file
    for place in file.indices {
      var changed = file
      changed[place] = byte
      Self.openAndRun(changed)
    }
  }

  /// Survives, or ends the test process.
  private static func openAndRun(_ file: [UInt8]) {
    do {
      try OwnedInterpreter(file).interpreter.run(AllOperators<TFLM>.self)
    } catch {
      #expect(error is ModelError)
    }
  }
}
