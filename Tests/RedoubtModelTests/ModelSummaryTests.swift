import ModelFixtures
import RedoubtCore
import RedoubtHost
import Testing

@testable import RedoubtModel

@Suite struct ModelSummaryTests {
  /// A convolution and a classifier that reads its output through a shape of its own.
  private static var fixture: ModelFixture {
    let channels: [Int8] = (0..<3 * 2 * 2 * 1).map { Int8($0) }
    return ModelFixture(
      tensors: [
        .activation([1, 4, 4, 1]), .weights([3, 2, 2, 1], channels), .bias([1, 2, 3]),
        .activation([1, 3, 3, 3]),
        .weights([5, 27], [Int8](repeating: 1, count: 135)), .activation([1, 5], scale: 0.5, zeroPoint: 7),
      ],
      operators: [
        .conv2D(inputs: [0, 1, 2], output: 3), .fullyConnected(inputs: [3, 4, -1], output: 5),
      ])
  }

  @Test func operatorsHaveTheirShapesAndCounts() throws {
    let summary = try ModelSummary(try HostInterpreter(Self.fixture.file))
    #expect(summary.operators.map(\.name) == ["CONV_2D", "FULLY_CONNECTED"])
    #expect(summary.operators.map { $0.outputs[0].shape } == [[1, 3, 3, 3], [1, 5]])
    #expect(summary.operators.map(\.macs) == [9 * 3 * 4, 135])
    #expect(summary.operators.map(\.weightBytes) == [12, 135])
    #expect(summary.operators.map(\.biasBytes) == [12, 0])
    #expect(summary.macs == 108 + 135 && summary.weightBytes == 147 && summary.biasBytes == 12)
    #expect(summary.outputs[0].quantization == AffineQuantization(scale: 0.5, zeroPoint: 7))
    #expect(summary.constants.map(\.role).filter { $0 == .weights }.count == 2)
  }

  @Test func livingBytesAreApart() throws {
    let summary = try ModelSummary(try HostInterpreter(Self.fixture.file))
    let tensors = summary.placements.filter { $0.role != .scratch }
    #expect(tensors.map(\.role.rawValue).sorted() == ["activation", "input", "output"])
    #expect(Set(tensors.map(\.steps)) == [0...0, 0...1, 1...1])
    for (i, a) in summary.placements.enumerated() {
      for b in summary.placements[(i + 1)...] where a.steps.overlaps(b.steps) {
        #expect(a.end <= b.offset || b.end <= a.offset, "\(a) and \(b)")
      }
    }
    #expect(tensors.map(\.end).max() ?? 0 <= summary.plan.arenaBytes)
  }

  @Test func namesFromFilesCannotSteerATerminal() throws {
    var fixture = Self.fixture
    fixture.tensors[0].fields[3] = .string("in\u{1b}[2Jput\n")
    let summary = try ModelSummary(try HostInterpreter(fixture.file))
    #expect(summary.inputs[0].name == "in\u{fffd}[2Jput\u{fffd}")
  }

  struct Network: Sendable, CustomTestStringConvertible {
    let file: String
    let macs, weightBytes, lowerBound: Int
    var testDescription: String { file }
  }

  /// MACs as published with MLPerf Tiny's models; lower bounds counted by hand from the operators' shapes.
  @Test(
    .enabled(if: TestData.isPresent, Comment(rawValue: TestData.absence)),
    arguments: [
      Network(file: "ad01_int8.tflite", macs: 264_192, weightBytes: 264_192, lowerBound: 768),
      Network(
        file: "pretrainedResnet_quant.tflite", macs: 12_501_632, weightBytes: 77_360, lowerBound: 49_152),
      Network(file: "kws_ref_model.tflite", macs: 2_656_768, weightBytes: 22_016, lowerBound: 16_000),
      Network(file: "vww_96_int8.tflite", macs: 7_489_664, weightBytes: 208_112, lowerBound: 55_296),
    ])
  func realNetworksHaveTheirKnownSizes(_ c: Network) throws {
    let summary = try ModelSummary(try HostInterpreter(try TestData.bytes("models/\(c.file)")))
    #expect(summary.macs == c.macs && summary.weightBytes == c.weightBytes)
    #expect(summary.plan.arenaLowerBoundBytes == c.lowerBound)
  }
}
