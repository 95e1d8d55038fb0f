import ModelFixtures
import RedoubtModel
import Testing

/// Whole networks of others, float and quantised.
@Suite(.enabled(if: TestData.isPresent, Comment(rawValue: TestData.absence)))
struct FloatNetworkTests {
  private static let float = ["pretrainedResnet", "kws_savedmodel_float", "vww_96_float", "ad01_fp32"]
  private static let quantised = ["pretrainedResnet_quant", "kws_ref_model", "vww_96_int8", "ad01_int8"]

  @Test(arguments: float + quantised)
  func networksReadBackAsTheyWereWritten(_ name: String) throws {
    let graph = try TFLiteImporter(try TestData.bytes("models/\(name).tflite")).graph()
    let bytes = try TFLiteWriter(graph).bytes()
    let read = try TFLiteImporter(bytes).graph()
    #expect(read.values.map(\.data) == graph.values.map(\.data))
    #expect(read.values.map(\.quantization) == graph.values.map(\.quantization))
    #expect(read.operations.map(\.kind.encoding) == graph.operations.map(\.kind.encoding))
    #expect(try TFLiteWriter(read).bytes() == bytes)
  }

  /// The int8 network computed with real numbers is near the int8 outputs of the reference kernels, which round
  /// after every layer.
  @Test func aQuantisedNetworkRunsWithRealNumbers() throws {
    let graph = try TFLiteImporter(try TestData.bytes("models/pretrainedResnet_quant.tflite")).graph()
    let inputs = try TestData.bytes("golden/tflite/ic/real_inputs.bin")
    let logits = try TestData.bytes("golden/tflite/ic/real_logits.bin")
    let (input, softmax) = (graph[graph.inputs[0]], try #require(graph.operations.last))
    let logitID = try #require(softmax.inputs[0])
    func real(_ bytes: ArraySlice<UInt8>, _ value: Value) throws -> [Float] {
      let quantization = try #require(value.quantization)
      return bytes.map {
        quantization.scales[0] * Float(Int64(Int8(bitPattern: $0)) - quantization.zeroPoints[0])
      }
    }
    let executor = try FloatExecutor(graph)
    var worst: Float = 0
    for i in 0..<4 {
      let record = try real(inputs[(i * input.count)..<((i + 1) * input.count)], input)
      var computed: [Float] = []
      _ = try executor.run([HostTensor(shape: input.shape, record)]) { if $0 == logitID { computed = $1 } }
      let expected = try real(logits[(i * 10)..<((i + 1) * 10)], graph[logitID])
      worst = max(worst, zip(computed, expected).map { abs($0 - $1) }.max() ?? .infinity)
    }
    #expect(worst < 2)
  }

  @Test(arguments: ["pretrainedResnet", "kws_savedmodel_float", "ad01_fp32"])
  func preparedNetworksKeepTheirResults(_ name: String) throws {
    var b = GraphBuilder(seed: 40)
    b.graph = try TFLiteImporter(try TestData.bytes("models/\(name).tflite")).graph()
    let record = b.record()
    let expected = try #require(try b.graph.outputs(for: record)[0].data.floats)
    let prepared = try b.graph.preparedForQuantization()
    #expect(try prepared.outputs(for: record)[0].isNear(expected))
    #expect(!prepared.names.contains("RESHAPE"))
  }

  @Test func hybridWeightsBecomeFloat() throws {
    let graph = try TFLiteImporter(try TestData.bytes("models/kws_ref_model_float32.tflite")).graph()
    #expect(graph.values.allSatisfy { $0.type != .int8 })
    let input = graph[graph.inputs[0]]
    let record = [HostTensor(shape: input.shape, (0..<input.count).map { Float($0 % 17) / 8 - 1 })]
    let outputs = try FloatExecutor(graph).run(record)
    #expect(abs((outputs[0].data.floats ?? []).reduce(0, +) - 1) < 1e-5)
  }
}
