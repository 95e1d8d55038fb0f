import Foundation
import ModelFixtures
import RedoubtHost
import RedoubtModel

@testable import RedoubtFirmware

/// The fuzzer's small models, one per operator and variant, and extreme versions of them.
enum SeedModels {
  static let all: [URL] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fuzzing/seeds")
    return FirmwareSources.files(in: folder, ["tflite"])
  }()

  /// Bytes that replace a constant's: all bits, the lowest and highest int8, the lowest and highest int32, a mixture.
  static let extremes: [[UInt8]] = [
    [0xff], [0x80], [0x7f], [0, 0, 0, 0x80], [0xff, 0xff, 0xff, 0x7f], [0x80, 0x7f, 0x81, 0x00, 0xff],
  ]

  /// Records whose bytes are all equal, then random ones.
  static func records(_ recordBytes: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: 4)
    let equal = [0x80, 0xff, 0x00, 0x7f].flatMap { [UInt8](repeating: $0, count: recordBytes) }
    return equal + (0..<3 * recordBytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  /// The model and, where it has weights, its versions with extreme weights and biases. None of a seed that is there
  /// to be refused.
  static func variants(_ seed: URL) throws -> [[UInt8]] {
    let model = [UInt8](try Data(contentsOf: seed))
    guard let host = try? HostInterpreter(model) else { return [] }
    let constants = try ModelSummary(host).constants.filter { $0.role != .parameter }
    guard !constants.isEmpty else { return [model] }
    return [model]
      + extremes.map { pattern in
        var changed = model
        for constant in constants {
          for i in 0..<constant.tensor.byteCount {
            changed[constant.position + i] = pattern[i % pattern.count]
          }
        }
        return changed
      }
  }
}
