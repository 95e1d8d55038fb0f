import RedoubtBoards
import RedoubtCore
import RedoubtHost

/// The plainest engine for hardened models: every trial initialises a device that votes and runs every step on it.
struct VotingReexecution {
  private let network: DeployedNetwork
  private let layout: HardenedLayout
  private var golden: [Int: [UInt8]] = [:]

  init(_ network: DeployedNetwork, _ layout: HardenedLayout) {
    self.network = network
    self.layout = layout
  }

  mutating func run(
    _ faults: [MemoryFault], strike: VotingDevice.Strike? = nil, input: Int
  ) -> VotedResult {
    let answer = execute(faults, strike, input)
    if golden[input] == nil, case .output(let bytes) = execute([], nil, input).result {
      golden[input] = bytes
    }
    if case .output(let bytes) = answer.result, bytes == golden[input] {
      return VotedResult(.unchanged, answer.votes)
    }
    return answer
  }

  private func execute(_ faults: [MemoryFault], _ strike: VotingDevice.Strike?, _ input: Int) -> VotedResult {
    var file = network.file
    for fault in faults where fault.step < 0 {
      if case .file(let byte) = fault.place { file[byte] = fault.changed(file[byte]) }
    }
    let held = faults.filter {
      if case .arena = $0.place { return $0.change != .flip }
      return false
    }
    do throws(ModelError) {
      let device = try VotingDevice(file, network, layout)
      for fault in faults where fault.step >= 0 {
        if case .file(let byte) = fault.place {
          device.file.bytes[byte] = fault.changed(device.file.bytes[byte])
        }
      }
      try device.write(network.records[input])
      while true {
        for fault in faults {
          guard case .arena(let byte) = fault.place, fault.change != .flip || fault.step == device.executed
          else { continue }
          device.strike(fault, at: byte)
        }
        guard try device.step(strike, held: held) else { break }
        if device.leftMemory { return VotedResult(.outsideMemory) }
        if device.executed > 10 * network.map.stepCount { return VotedResult(.hang, device.votes) }
      }
      return VotedResult(.output(try device.read()), device.votes)
    } catch {
      return VotedResult(.stopped(error))
    }
  }
}
