import RedoubtCore
import RedoubtHost

/// The plainest engine: every trial initialises a device and runs every step on the reference kernels. The oracle of the
/// others.
public struct FullReexecution: TrialEngine {
  private let network: DeployedNetwork
  private var golden: [Int: [UInt8]] = [:]

  /// Runs nothing yet: the fault-free answer of an input is found with its first trial.
  public init(_ network: DeployedNetwork) { self.network = network }

  public mutating func run(_ faults: [MemoryFault], input: Int) -> EngineResult {
    let answer = execute(faults, input)
    if golden[input] == nil, case .output(let bytes) = execute([], input) { golden[input] = bytes }
    if case .output(let bytes) = answer, bytes == golden[input] { return .unchanged }
    return answer
  }

  private func execute(_ faults: [MemoryFault], _ input: Int) -> EngineResult {
    var file = network.file
    for fault in faults where fault.step < 0 {
      if case .file(let byte) = fault.place { file[byte] = fault.changed(file[byte]) }
    }
    do throws(ModelError) {
      let device = try SimulatedDevice(
        file, arenaBytes: network.map.arenaBytes, rounding: network.rounding)
      for fault in faults where fault.step >= 0 {
        if case .file(let byte) = fault.place {
          device.file.bytes[byte] = fault.changed(device.file.bytes[byte])
        }
      }
      try device.write(network.records[input])
      var executed = 0
      while true {
        for fault in faults {
          guard case .arena(let byte) = fault.place, fault.change != .flip || fault.step == executed else {
            continue
          }
          device.arena.bytes[byte] = fault.changed(device.arena.bytes[byte])
        }
        guard try device.step() else { break }
        executed += 1
        if executed > 10 * network.map.stepCount { return .hang }
      }
      return .output(try device.read(network.outputBytes))
    } catch {
      return .stopped(error)
    }
  }
}
