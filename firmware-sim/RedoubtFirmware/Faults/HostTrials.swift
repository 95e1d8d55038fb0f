import RedoubtCore
import RedoubtHost

/// The same trials on the host: the core's reference kernels on memory of their own.
struct HostTrials {
  private let file, record: [UInt8]

  init(_ file: [UInt8], record: [UInt8]) { (self.file, self.record) = (file, record) }

  /// Runs one inference with these flips.
  func ending(_ flips: [TargetFlip]) throws -> FaultEnding {
    // A start: the arena holds zeros and what the planner has left there.
    let host = try HostInterpreter(file, path: .reference)
    do throws(ModelError) {
      return try run(host, flips)
    } catch {
      return .refused(error.reason)
    }
  }

  private func run(_ host: HostInterpreter, _ flips: [TargetFlip]) throws(ModelError) -> FaultEnding {
    var place = 0
    for input in try host.inputs() {
      try host.write(record[place..<place + input.byteCount], to: input)
      place += input.byteCount
    }
    host.restart()
    let limit = host.stepCount * 10
    var executed = 0
    var waiting = flips
    repeat {
      for flip in waiting where flip.step == executed { strike(host, flip) }
      waiting.removeAll { $0.step == executed }
      executed += 1
      guard executed <= limit else { return .hung }
    } while try host.step()
    var output: [UInt8] = []
    for tensor in try host.outputs() { output += try host.read(tensor) }
    return .finished(output: output, corrected: 0, disagreed: 0)
  }

  private func strike(_ host: HostInterpreter, _ flip: TargetFlip) {
    let mask = UInt8(1) << UInt8(flip.bit)
    switch flip.region {
    case .model: host.model.bytes[flip.byte] ^= mask
    case .state: host.arena.bytes[flip.byte] ^= mask
    case .arena: host.arena.bytes[host.tensorAreaStart + flip.byte] ^= mask
    }
  }
}
