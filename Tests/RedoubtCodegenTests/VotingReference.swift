import RedoubtCore
import RedoubtModel

@testable import RedoubtCodegen
@testable import RedoubtHost

/// The interpreter of hardened models under the flips of generated code.
final class VotingReference {
  private let host: HardenedHostInterpreter
  private let program: ModelProgram
  private let record: [UInt8]
  /// Where in the file each array of weights and biases begins, and each bank.
  private var positions: [String: Int] = [:]
  /// Where in the arena each protected tensor begins, here and in generated code.
  private var tensors: [(generated: Range<Int>, here: Int)] = []

  init(_ file: [UInt8], record: [UInt8]) throws {
    host = try HardenedHostInterpreter(file)
    program = try ModelProgram(try HostInterpreter(file))
    self.record = record
    let model = try host.readModel()
    for step in program.steps {
      guard let index = step.name.split(separator: "_").last.flatMap({ Int($0) }) else { continue }
      let node = try Node(model, index)
      for (field, input) in [("weights", 1), ("bias", 2)] {
        guard let name = step.array(field) else { continue }
        positions[name] = try node.input(input).constantPosition
      }
    }
    if let places = try HardeningTable(model)?.bankPlaces {
      positions["model_bank1"] = places.0.lowerBound
      positions["model_bank2"] = places.1.lowerBound
    }
    for planes in program.protectedTensors {
      guard case .arena(let offset) = planes.place, let index = Int(planes.name.dropFirst(7)) else {
        continue
      }
      let tensor = try model.tensor(index)
      let here = try host.interpreter.interpreter.memory.offset(tensor)
      let end = offset + tensor.byteCount
      tensors.append((generated: offset..<end, here: here))
    }
  }

  /// Nil where the interpreter refuses: the tags of a row agree on another unit.
  func outcome(_ flips: [GeneratedFlip]) throws -> FaultableProgram.Outcome? {
    let before = host.counters
    try host.write(record, to: try host.readModel().input(0))
    try host.begin()
    var struck: [GeneratedFlip] = []
    defer { for flip in struck where positions[flip.array] != nil { strike(flip) } }
    var step = 0
    do throws(ModelError) {
      repeat {
        for flip in flips where flip.step == step {
          strike(flip)
          struck.append(flip)
        }
        step += 1
      } while try host.step()
      try host.end()
    } catch {
      guard error.reason == .protectionInvalid else { throw error }
      return nil
    }
    let after = host.counters
    let output = try host.read(try host.readModel().output(0))
    let corrected: UInt32 = after.corrected &- before.corrected
    let disagreed: UInt32 = after.disagreed &- before.disagreed
    return FaultableProgram.Outcome(output: output, corrected: corrected, disagreed: disagreed)
  }

  private func strike(_ flip: GeneratedFlip) {
    switch flip.array {
    case "model_activations1": flipBit(host.activations1, flip.byte, flip.bit)
    case "model_activations2": flipBit(host.activations2, flip.byte, flip.bit)
    case "model_arena":
      guard let tensor = tensors.first(where: { $0.generated.contains(flip.byte) }) else { return }
      flipBit(host.arena, tensor.here + (flip.byte - tensor.generated.lowerBound), flip.bit)
    default:
      if let position = positions[flip.array] { flipBit(host.model, position + flip.byte, flip.bit) }
    }
  }

  private func flipBit(_ memory: AlignedMemory, _ byte: Int, _ bit: Int) {
    let mask: UInt8 = 1 << UInt8(bit)
    memory.bytes[byte] = memory.bytes[byte] ^ mask
  }
}
