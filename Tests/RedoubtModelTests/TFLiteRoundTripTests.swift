import RedoubtCore
import RedoubtModel
import Testing

@Suite struct TFLiteRoundTripTests {
  /// Two operations with attributes, and an unused value; with or without the optional bias.
  private func network(hasBias: Bool = true) throws -> Graph {
    var graph = Graph()
    let input = graph.add(Value(name: "x", shape: [1, 5, 5, 2]))
    graph.inputs = [input]
    _ = graph.add(Value(name: "unused", shape: [7], data: .float32([1, 2, 3, 4, 5, 6, 7])))
    let weights = graph.addConstant((0..<54).map { Float($0) / 8 }, shape: [3, 3, 3, 2], named: "weights")
    let window = WindowAttributes(
      padding: .same, strides: SpatialExtent(rows: 2, columns: 1),
      dilations: SpatialExtent(rows: 1, columns: 1))
    let bias = hasBias ? graph.addConstant([1, 2, 3] as [Float], shape: [3], named: "bias") : nil
    let y = try graph.append(
      Conv2DKind(window: window, activation: .relu6), named: "conv", inputs: [input, weights, bias])[0]
    let shape = graph.addConstant([1, -1], named: "shape")
    graph.outputs = try graph.append(ReshapeKind(), named: "flat", inputs: [y, shape])
    return graph
  }

  @Test func aWrittenModelReadsBackAlike() throws {
    let graph = try network()
    let writer = try TFLiteWriter(graph)
    let metadata = [
      ModelMetadata(name: "redoubt.preprocessing", bytes: [1, 2, 3]), ModelMetadata(name: "empty", bytes: []),
    ]
    let bytes = try writer.bytes(metadata: metadata)
    let importer = TFLiteImporter(bytes)
    let read = try importer.graph()
    #expect(try importer.metadata() == metadata)
    #expect(read.values.map(\.name) == ["x", "weights", "bias", "conv", "shape", "flat"])
    #expect(writer.tensors.map { graph[$0].name } == read.values.map(\.name))
    for (id, value) in zip(writer.tensors, read.values) {
      #expect(graph[id].shape == value.shape)
      #expect(graph[id].data == value.data)
      #expect(writer.tensorIndex[id] == read.values.firstIndex { $0.name == value.name })
    }
    let kinds = read.operations.map(\.kind.encoding)
    #expect(kinds == graph.operations.map(\.kind.encoding))
    let record = [HostTensor(shape: [1, 5, 5, 2], (0..<50).map { Float($0) - 25 })]
    let results = try FloatExecutor(read).run(record)
    #expect(results[0].data == (try FloatExecutor(graph).run(record))[0].data)
    #expect(try TFLiteWriter(read).bytes(metadata: metadata) == bytes)
  }

  @Test func convolutionsWithoutABiasGetZeros() throws {
    let graph = try network(hasBias: false)
    let read = try TFLiteImporter(try TFLiteWriter(graph).bytes()).graph()
    #expect(read.values.last?.name == "conv/bias")
    #expect(read.values.last?.data == .float32([0, 0, 0]))
    let record = [HostTensor(shape: [1, 5, 5, 2], (0..<50).map { Float($0) - 25 })]
    #expect(try FloatExecutor(read).run(record)[0].data == (try FloatExecutor(graph).run(record))[0].data)
  }

  @Test func quantisationSurvives() throws {
    var graph = Graph()
    let perTensor = ValueQuantization(scales: [0.1], zeroPoints: [-7])
    let x = graph.add(Value(name: "x", shape: [1, 2], type: .int8, quantization: perTensor))
    graph.inputs = [x]
    let weights = graph.add(
      Value(
        name: "w", shape: [2, 2], type: .int8, data: .int8([1, -128, 127, 0]),
        quantization: ValueQuantization(scales: [0.5, 0x1p-130], zeroPoints: [0, 0], dimension: 0)))
    graph.outputs = try graph.append(FullyConnectedKind(), named: "y", inputs: [x, weights])
    graph[graph.outputs[0]].quantization = perTensor
    let read = try TFLiteImporter(try TFLiteWriter(graph).bytes()).graph()
    #expect(read.values.map(\.quantization) == graph.values.map(\.quantization))
    #expect(read.values.map(\.data) == graph.values.map(\.data))
  }

  @Test func everyKindKeepsItsAttributes() throws {
    // Kinds with attributes that differ from the schema's defaults; the operands only have to fit.
    var pool = OneOperation()
    pool.input([1, 6, 6, 2])
    try pool.append(
      MaxPool2DKind(
        filter: SpatialExtent(rows: 2, columns: 3),
        window: WindowAttributes(padding: .valid, strides: SpatialExtent(rows: 3, columns: 2)),
        activation: .reluN1To1))
    var slice = OneOperation()
    slice.input([4, 4])
    slice.constant([1, 1])
    slice.constant([3, 0])
    slice.constant([2, 1])
    try slice.append(StridedSliceKind(beginMask: 1, endMask: 2, shrinkAxisMask: 0))
    var pack = OneOperation()
    pack.input([2])
    pack.input([2])
    try pack.append(PackKind(parts: 2, axis: -1))
    var squeeze = OneOperation()
    squeeze.input([1, 2, 1])
    try squeeze.append(SqueezeKind(axes: [-1]))
    var swish = OneOperation()
    swish.input([3])
    try swish.append(LeakyReluKind(alpha: 0.25))
    for operation in [pool, slice, pack, squeeze, swish] {
      let read = try TFLiteImporter(try TFLiteWriter(operation.graph).bytes()).graph()
      #expect(read.operations.map(\.kind.encoding) == operation.graph.operations.map(\.kind.encoding))
    }
  }

  @Test func constantsAreAlignedForTheTarget() throws {
    let bytes = try TFLiteWriter(try network()).bytes()
    try bytes.withUnsafeBytes { file in
      let model = try Model(ModelBytes(unsafeAdopting: file))
      for i in 0..<model.tensors.count {
        if let position = try model.tensor(i).constantPosition { #expect(position % 16 == 0) }
      }
    }
  }

  @Test func builtinCodesAreDistinct() {
    #expect(Set(AllOperationKinds.types.map { $0.builtinCode }).count == AllOperationKinds.types.count)
    #expect(AllOperationKinds.type(builtinCode: 117) == HardSwishKind.self)
    #expect(AllOperationKinds.type(builtinCode: 32) == nil)
  }
}
