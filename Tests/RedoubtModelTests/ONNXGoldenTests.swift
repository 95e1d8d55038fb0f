import ModelFixtures
import RedoubtModel
import Testing

/// Networks that PyTorch exported, against the outputs of ONNX Runtime.
@Suite(.enabled(if: TestData.isPresent, Comment(rawValue: TestData.absence)))
struct ONNXGoldenTests {
  private static let networks = [
    "s01_conv_gap_gemm", "s02_dscnn_softmax", "s03_resnet_bn_kept", "s04_inverted_residual",
    "s05_inception_concat", "s06_mlp_sigmoid", "s07_hardswish", "s08_pad_explicit", "s09_reshape_in_out",
    "s10_autoencoder_bn1d",
  ]

  private func floats(_ path: String) throws -> [Float] {
    let bytes = try TestData.bytes(path)
    return stride(from: 0, to: bytes.count, by: 4).map { i in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[i + $1]) << UInt32(8 * $1) })
    }
  }

  @Test(arguments: networks) func networksGiveTheOutputsOfONNXRuntime(_ name: String) throws {
    let graph = try ONNXImporter(try TestData.bytes("golden/onnx/\(name)/model.onnx")).graph()
    let inputs = try floats("golden/onnx/\(name)/input.bin")
    let expected = try floats("golden/onnx/\(name)/output.bin")
    let variants = try graph.variants()
    for (v, variant) in variants.enumerated() {
      let executor = try FloatExecutor(variant)
      let shape = variant.fileShape(of: variant.inputs[0])
      let (size, records) = (shape.elementCount, inputs.count / shape.elementCount)
      let width = expected.count / records
      // All records where the graph is as it is used in the end; one shows that the steps before agree.
      for i in 0..<(v == variants.count - 1 ? records : 1) {
        let record = HostTensor(shape: shape, Array(inputs[(i * size)..<((i + 1) * size)]))
        let result = try variant.inFileLayout(try executor.run(try variant.arranged([record])))
        #expect(result[0].isNear(Array(expected[(i * width)..<((i + 1) * width)])))
      }
    }
  }

  @Test(arguments: networks) func noTransposeIsLeft(_ name: String) throws {
    let graph = try ONNXImporter(try TestData.bytes("golden/onnx/\(name)/model.onnx")).graph()
    // The input of s09 is a row of 240 numbers, whose order belongs to the file.
    #expect(try graph.removingTransposes().transposeCount == (name == "s09_reshape_in_out" ? 1 : 0))
  }

  @Test(arguments: ["resnet20", "densenet22bc-cifar10"])
  func largeNetworksLoseTheirTransposesAndKeepTheirResults(_ name: String) throws {
    let graph = try ONNXImporter(try TestData.bytes("models/\(name).onnx")).graph()
    var generator = SeededGenerator(seed: 1)
    let image = (0..<3072).map { _ in Float.random(in: -2...2, using: &generator) }
    let record = [HostTensor(shape: [1, 3, 32, 32], image)]
    let variants = try graph.variants()
    let expected = try #require(try variants[0].outputs(for: record)[0].data.floats)
    #expect(variants[1].transposeCount == 0)
    #expect(variants[1][variants[1].inputs[0]].shape == [1, 32, 32, 3])
    for variant in variants.dropFirst() {
      #expect(try variant.outputs(for: record)[0].isNear(expected))
    }
  }
}
