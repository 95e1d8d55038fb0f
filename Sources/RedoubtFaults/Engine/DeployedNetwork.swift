import RedoubtBoards
import RedoubtCore
import RedoubtHost

/// A network as engines need it: file, map, records, and what does not depend on the input.
public final class DeployedNetwork: @unchecked Sendable {
  // Nothing here changes after initialisation; the interpreter is only copied from.
  /// The model file without a fault.
  public let file: [UInt8]
  /// Whose roundings the inferences follow.
  public let rounding: Rounding
  /// Who owns which bytes of file and arena.
  public let map: MemoryMap
  /// Input bytes of each record.
  public let records: [[UInt8]]
  /// Bytes of each output.
  public let outputBytes: [Int]
  /// The arena as initialisation leaves it.
  let initialArena: [UInt8]
  /// What each operator leaves in its scratch memory: where, and the bytes.
  let scratchImages: [(offset: Int, bytes: [UInt8])?]
  /// For each step, and for the end: the bytes of the tensor area that anybody reads from then on.
  let liveRanges: [[Range<Int>]]
  /// Where each output lies: in the arena, or in the file where it is a constant.
  let outputs: [(isConstant: Bool, offset: Int, byteCount: Int)]

  /// - Parameters:
  ///   - interpreter: The network, not changed by anyone.
  ///   - records: Input bytes, at least one record.
  public init(_ interpreter: HostInterpreter, map: MemoryMap, records: [[UInt8]]) throws(ModelError) {
    precondition(!records.isEmpty, "at least one record")
    file = interpreter.modelBytes(0..<interpreter.modelByteCount)
    rounding = interpreter.rounding
    self.map = map
    self.records = records
    var places: [(isConstant: Bool, offset: Int, byteCount: Int)] = []
    for tensor in try interpreter.outputs() {
      if let position = tensor.constantPosition {
        places.append((true, position, tensor.byteCount))
      } else {
        let offset = interpreter.plannedOffset(ofTensor: tensor.index) ?? 0
        places.append((false, interpreter.tensorAreaStart + offset, tensor.byteCount))
      }
    }
    outputs = places
    outputBytes = places.map(\.byteCount)
    let device = try SimulatedDevice(file, arenaBytes: map.arenaBytes, rounding: rounding)
    initialArena = Array(device.arena.bytes)
    try device.write(records[0])
    var images: [(offset: Int, bytes: [UInt8])?] = []
    for step in 0..<map.stepCount {
      _ = try device.step()
      let entry = map.arena.first { $0.owner.kind == .scratch && $0.steps?.contains(step) == true }
      images.append(entry.map { ($0.range.lowerBound, Array(device.arena.bytes[$0.range])) })
    }
    scratchImages = images
    liveRanges = (0...map.stepCount).map { Self.liveRanges(map, before: $0) }
  }

  private static func liveRanges(_ map: MemoryMap, before step: Int) -> [Range<Int>] {
    let live = map.arena.filter { entry in
      guard entry.owner.kind == .tensor, let steps = entry.steps, let tensor = entry.owner.tensorIndex else {
        return false
      }
      let exists = map.inputTensors.contains(tensor) || steps.lowerBound < step
      return exists && (map.outputTensors.contains(tensor) || steps.upperBound >= step)
    }
    var merged: [Range<Int>] = []
    for range in live.map(\.range).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, last.upperBound >= range.lowerBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }

  /// An interpreter of its own for each thread.
  func makeInterpreter() -> HostInterpreter {
    do throws(ModelError) {
      return try HostInterpreter(file, rounding: rounding)
    } catch {
      preconditionFailure("a file that was accepted once is accepted again")
    }
  }
}
