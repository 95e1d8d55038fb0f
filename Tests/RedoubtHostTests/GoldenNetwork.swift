import Foundation
import ModelFixtures
import RedoubtCore
import RedoubtHost
import Testing

/// A network of the test data with the outputs that a reference engine gave.
enum GoldenNetwork: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case ad, ic, kws, vww

  var testDescription: String { rawValue }

  private struct Description: Decodable {
    struct RecordSet: Decodable {
      var count: Int
      var inputs, outputs: String
      var logits: String?
    }
    struct Layers: Decodable {
      struct Layer: Decodable {
        struct Output: Decodable { var index: Int }
        var key: String
        var step: Int
        var output: Output

        enum CodingKeys: String, CodingKey {
          case key, output
          case step = "op_index"
        }
      }
      var folder: String
      var tensors: [Layer]
    }
    var model: String
    var sets: [String: RecordSet]?
    var layers: Layers?
  }

  /// Records one after the other, and what belongs to each.
  struct Records {
    var name: String
    var count: Int
    var inputs, outputs: [UInt8]
    /// Inputs of the final SOFTMAX, where the network has one.
    var logits: [UInt8]?

    func slice(_ bytes: [UInt8], _ record: Int) -> ArraySlice<UInt8> {
      let size = bytes.count / count
      return bytes[record * size..<(record + 1) * size]
    }
  }

  struct Layer {
    var name: String
    var step, tensor: Int
    var output: [UInt8]
  }

  private func describe(_ engine: String) throws -> Description {
    let json = try Data(contentsOf: TestData.url("golden/\(engine)/\(rawValue)/golden.json"))
    return try JSONDecoder().decode(Description.self, from: json)
  }

  func file() throws -> [UInt8] { try TestData.bytes("models/\(describe("tflite").model)") }

  /// Outputs of TensorFlow Lite Micro.
  func microRecords() throws -> Records {
    let folder = "golden/tflm/\(rawValue)"
    return Records(
      name: "tflm", count: 2, inputs: try TestData.bytes("\(folder)/inputs.bin"),
      outputs: try TestData.bytes("\(folder)/outputs.bin"))
  }

  /// Outputs and logits of LiteRT's reference kernels, by name of the set.
  func liteRTRecords() throws -> [Records] {
    let folder = "golden/tflite/\(rawValue)"
    return try (try describe("tflite").sets ?? [:]).sorted { $0.key < $1.key }.map { name, set in
      Records(
        name: name, count: set.count, inputs: try TestData.bytes("\(folder)/\(set.inputs).bin"),
        outputs: try TestData.bytes("\(folder)/\(set.outputs).bin"),
        logits: try set.logits.map { try TestData.bytes("\(folder)/\($0).bin") })
    }
  }

  /// The input of the record whose layers were kept, and every operator's output.
  func layers() throws -> (input: [UInt8], layers: [Layer]) {
    let folder = "golden/tflite/\(rawValue)/layers"
    let layers = try (try describe("tflite").layers?.tensors ?? []).map { layer in
      Layer(
        name: layer.key, step: layer.step, tensor: layer.output.index,
        output: try TestData.bytes("\(folder)/\(layer.key).bin"))
    }
    return (try TestData.bytes("\(folder)/input.bin"), layers)
  }

}
