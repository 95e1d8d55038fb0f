import Foundation
import RedoubtModel
import Testing

/// What the importer makes of a file beyond single operators.
@Suite struct ONNXImportTests {
  private let record = [HostTensor(shape: [1, 2], [1, 2])]

  /// x + w, with w stored in some way.
  private func sum(_ weights: ONNXFile.Tensor) -> ONNXFile {
    var file = ONNXFile(inputs: [("x", [1, 2])], outputs: ["y"])
    file.initializer("w", weights)
    file.node("Cast", ["w"], ["v"], ["to": .integer(1)])
    file.node("Add", ["x", "v"], ["y"])
    return file
  }

  /// 1.5 and −2 as float16, bfloat16, double, in float_data, as float16 bits in int32_data, and in double_data.
  @Test(arguments: [
    (10, ONNXFile.Tensor.raw([0x00, 0x3e, 0x00, 0xc0])),
    (16, ONNXFile.Tensor.raw([0xc0, 0x3f, 0x00, 0xc0])),
    (11, ONNXFile.Tensor.raw([0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0])),
    (1, ONNXFile.field(4, [0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0])),
    (10, ONNXFile.field(5, 0x3e00) + ONNXFile.field(5, 0xc000)),
    (11, ONNXFile.field(10, [0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0])),
  ])
  func weightsOfEveryFloatTypeAreRead(_ type: Int, _ fields: [UInt8]) throws {
    let file = sum(ONNXFile.Tensor(shape: [2], type: type, fields: fields))
    #expect(try ONNXImporter(file.bytes).graph().outputs(for: record)[0].isNear([2.5, 0]))
  }

  @Test func shapeArithmeticIsComputed() throws {
    // The chain of a padding as PyTorch writes it, and a batch size that flows into a Reshape.
    var file = ONNXFile(inputs: [("x", [nil, 1, 2, 2])], outputs: ["y"])
    file.initializer("pads", .integers([1, 0, 0, 0]))
    file.initializer("four", .integers([4]))
    file.initializer("pairs", .integers([-1, 2]))
    file.initializer("zero", .integers([0]))
    file.initializer("minus", .integers([-1]))
    file.initializer("end", .integers([.min + 1]))
    file.node("ConstantOfShape", ["four"], ["a"], ["value": .tensor(.integers([0]))])
    file.node("Concat", ["pads", "a"], ["b"], ["axis": .integer(0)])
    file.node("Reshape", ["b", "pairs"], ["c"])
    file.node("Slice", ["c", "minus", "end", "zero", "minus"], ["d"])
    file.node("Transpose", ["d"], ["e"], ["perm": .integers([1, 0])])
    file.node("Reshape", ["e", "minus"], ["f"])
    file.node("Cast", ["f"], ["g"], ["to": .integer(7)])
    file.node("Pad", ["x", "g"], ["h"])
    file.node("Shape", ["h"], ["i"])
    file.node("Gather", ["i", "zero"], ["j"])
    file.node("Concat", ["j", "minus"], ["k"], ["axis": .integer(0)])
    file.node("Reshape", ["h", "k"], ["y"])
    let graph = try ONNXImporter(file.bytes).graph()
    #expect(graph.operations.map { type(of: $0.kind).name } == ["PAD", "RESHAPE"])
    let result = try graph.outputs(for: [HostTensor(shape: [1, 1, 2, 2], [1, 2, 3, 4])])[0]
    #expect(result.shape == [1, 6])
    #expect(result.isNear([0, 1, 2, 0, 3, 4]))
  }

  @Test(arguments: [0, 1, 2]) func hardSwishIsRecognised(_ form: Int) throws {
    var file = ONNXFile(inputs: [("x", [1, 2])], outputs: ["y"])
    file.initializer("3", .floats([3], []))
    file.initializer("0", .floats([0], []))
    file.initializer("6", .floats([6], []))
    switch form {
    case 0:
      file.node("HardSigmoid", ["x"], ["a"], ["alpha": .float(1 / 6), "beta": .float(0.5)])
      file.node("Mul", ["x", "a"], ["y"])
    case 1:
      file.node("Add", ["x", "3"], ["a"])
      file.node("Clip", ["a", "0", "6"], ["b"])
      file.node("Mul", ["b", "x"], ["c"])
      file.node("Div", ["c", "6"], ["y"])
    default:
      file.node("Add", ["3", "x"], ["a"])
      file.node("Clip", ["a", "0", "6"], ["b"])
      file.node("Div", ["b", "6"], ["c"])
      file.node("Mul", ["x", "c"], ["y"])
    }
    let graph = try ONNXImporter(file.bytes).graph()
    #expect(graph.operations.map { type(of: $0.kind).name } == ["HARD_SWISH"])
  }

  @Test func initializersListedAsInputsAreNoInputs() throws {
    var file = ONNXFile(inputs: [("x", [1, 2]), ("w", [2])], outputs: ["y", "z"])
    file.initializer("w", .floats([1, 1], [2]))
    file.node("Add", ["x", "w"], ["y"])
    file.node("Relu", ["y"], ["z"])
    let graph = try ONNXImporter(file.bytes).graph()
    #expect(graph.inputs.map { graph[$0].name } == ["x"])
    #expect(graph.outputs.map { graph[$0].name } == ["y", "z"])
  }

  @Test func weightsThatTwoNodesShareStayShared() throws {
    var file = ONNXFile(inputs: [("x", [1, 2])], outputs: ["z"])
    file.initializer("w", .floats([1, 2, 3, 4], [2, 2]))
    file.node("MatMul", ["x", "w"], ["y"])
    file.node("MatMul", ["y", "w"], ["z"])
    let graph = try ONNXImporter(file.bytes).graph()
    #expect(graph.operations[0].inputs[1] == graph.operations[1].inputs[1])
    #expect(try graph.outputs(for: record)[0].isNear([37, 54]))
  }

  // MARK: - External data

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    let inside = folder.appendingPathComponent("model")
    try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let data = Data([UInt8](repeating: 0, count: 4) + [0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0])
    try data.write(to: inside.appendingPathComponent("w.bin"))
    try data.write(to: folder.appendingPathComponent("outside.bin"))
    try FileManager.default.createSymbolicLink(
      at: inside.appendingPathComponent("link.bin"),
      withDestinationURL: folder.appendingPathComponent("outside.bin"))
    try body(inside)
  }

  @Test func externalDataIsReadBesideTheModel() throws {
    try withFolder { (folder: URL) throws in
      let file = sum(.external([("location", "w.bin"), ("offset", "4"), ("length", "8")], [2]))
      let graph = try ONNXImporter(file.bytes, folder: folder).graph()
      #expect(try graph.outputs(for: record)[0].isNear([2.5, 0]))
      #expect(throws: ONNXError.self) { try ONNXImporter(file.bytes).graph() }
    }
  }

  @Test(arguments: [
    "../outside.bin", "link.bin", "/etc/passwd", "model/../../outside.bin", "missing.bin", "", ".",
  ])
  func externalDataElsewhereIsRefused(_ location: String) throws {
    try withFolder { folder in
      let file = sum(.external([("location", location), ("offset", "4")], [2]))
      let error = #expect(throws: ONNXError.self) { try ONNXImporter(file.bytes, folder: folder).graph() }
      #expect("\(error.map { "\($0)" } ?? "")".contains("tensor \"w\""))
    }
  }

  @Test(arguments: [[("offset", "8")], [("offset", "99999999999")], [("length", "4")], [("offset", "-1")]])
  func externalDataThatDoesNotFitIsRefused(_ entries: [(String, String)]) throws {
    try withFolder { folder in
      let file = sum(.external([("location", "w.bin")] + entries, [2]))
      #expect(throws: ONNXError.self) { try ONNXImporter(file.bytes, folder: folder).graph() }
    }
  }
}
