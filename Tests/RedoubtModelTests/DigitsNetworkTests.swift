import Foundation
import RedoubtModel
import Testing

/// The network in `quantized/digits`, which needs no data from elsewhere.
@Suite struct DigitsNetworkTests {
  // Tests/RedoubtModelTests/DigitsNetworkTests.swift -> the package's root.
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("quantized/digits")

  private func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: Self.folder.appendingPathComponent(name)))
  }

  /// Images [N, 8, 8] behind a header of 16 bytes, labels behind one of 8 (IDX).
  private func split(_ name: String) throws -> (images: [[Float]], labels: [UInt8]) {
    let pixels = try bytes("\(name)-images.idx").dropFirst(16)
    let labels = [UInt8](try bytes("\(name)-labels.idx").dropFirst(8))
    let images = labels.indices.map { i in pixels.dropFirst(64 * i).prefix(64).map(Float.init) }
    return (images, labels)
  }

  @Test(arguments: [("test", 498, 500), ("calibration", 199, 200)])
  func floatNetworkIsAsGoodAsItsModelCardSays(_ name: String, _ right: Int, _ count: Int) throws {
    let graph = try ONNXImporter(try bytes("digits.onnx")).graph().removingTransposes()
    let executor = try FloatExecutor(graph)
    let (images, labels) = try split(name)
    #expect(labels.count == count)
    // One channel: the order of the pixels is the same, channels first or last.
    let shape = graph[graph.inputs[0]].shape
    let decisions = try images.map { image in
      guard case .float32(let logits) = try executor.run([HostTensor(shape: shape, image)])[0].data,
        let highest = logits.max()
      else { return -1 }
      return logits.firstIndex(of: highest) ?? -1
    }
    #expect(zip(decisions, labels).count { $0 == Int($1) } == right)
  }

  @Test func splitsAreDisjoint() throws {
    let test = Set(try split("test").images)
    #expect(try split("calibration").images.allSatisfy { !test.contains($0) })
  }
}
