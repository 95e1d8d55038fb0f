import RedoubtBoards
import RedoubtCore
import RedoubtHost

/// The plainest engine for hardened models: every trial initialises the core's interpreter and runs every step on the
/// reference kernels.
///
/// Stuck bits in RAM, and strikes on registers, run on a `VotingDevice`: between two steps nothing can be done about a repair
/// that takes place inside one.
struct VotingReexecution {
  private let network: DeployedNetwork
  private let layout: HardenedLayout
  private var golden: [Int: [UInt8]] = [:]
  private let arenaBytes: Int
  private let bankBytes: Int
  /// Nil for a file that the core's interpreter refuses.
  private let places: HardenedPlaces?

  init(_ network: DeployedNetwork, _ layout: HardenedLayout) {
    self.network = network
    self.layout = layout
    bankBytes = layout.activationBanks[0].count
    let size = try? HardenedDevice.arenaBytes(
      network.file, bankBytes: bankBytes, rounding: network.rounding)
    arenaBytes = size ?? 0
    let device = try? HardenedDevice(
      network.file, arenaBytes: arenaBytes, bankBytes: bankBytes, rounding: network.rounding)
    places = device.map { HardenedPlaces(network.map, layout, $0) }
  }

  mutating func run(
    _ faults: [MemoryFault], strike: VotingDevice.Strike? = nil, input: Int
  ) -> VotedResult {
    let isHeld = faults.contains {
      if case .arena = $0.place { return $0.change != .flip }
      return false
    }
    let answer =
      isHeld || strike != nil ? runHeld(faults, strike, input) : run(onCore: faults, input)
    return compare(answer, input)
  }

  /// The same on the `VotingDevice`, whatever the faults.
  mutating func runTwice(_ faults: [MemoryFault], input: Int) -> VotedResult {
    compare(runHeld(faults, nil, input), input)
  }

  private mutating func compare(_ answer: VotedResult, _ input: Int) -> VotedResult {
    if golden[input] == nil, case .output(let bytes) = run(onCore: [], input).result {
      golden[input] = bytes
    }
    if case .output(let bytes) = answer.result, bytes == golden[input] {
      return VotedResult(.unchanged, answer.votes)
    }
    return answer
  }

  private func struckFile(_ faults: [MemoryFault]) -> [UInt8] {
    var file = network.file
    for fault in faults where fault.step < 0 {
      if case .file(let byte) = fault.place { file[byte] = fault.changed(file[byte]) }
    }
    return file
  }

  private func strikeFile(_ faults: [MemoryFault], _ file: AlignedMemory) {
    for fault in faults where fault.step >= 0 {
      if case .file(let byte) = fault.place { file.bytes[byte] = fault.changed(file.bytes[byte]) }
    }
  }

  private func run(onCore faults: [MemoryFault], _ input: Int) -> VotedResult {
    do throws(ModelError) {
      let device = try HardenedDevice(
        struckFile(faults), arenaBytes: arenaBytes, bankBytes: bankBytes, rounding: network.rounding)
      strikeFile(faults, device.file)
      try device.write(network.records[input])
      var executed = 0
      while true {
        for fault in faults where fault.step == executed {
          guard case .arena(let byte) = fault.place else { continue }
          device.strike(fault, at: places?.place(of: byte, before: executed))
        }
        guard try device.step() else { break }
        executed += 1
        if executed > 10 * network.map.stepCount { return VotedResult(.hang, device.votes) }
      }
      return VotedResult(.output(try device.read(network.outputBytes)), device.votes)
    } catch {
      return VotedResult(.stopped(error))
    }
  }

  private func runHeld(
    _ faults: [MemoryFault], _ strike: VotingDevice.Strike?, _ input: Int
  ) -> VotedResult {
    let held = faults.filter {
      if case .arena = $0.place { return $0.change != .flip }
      return false
    }
    do throws(ModelError) {
      let device = try VotingDevice(struckFile(faults), network, layout)
      strikeFile(faults, device.file)
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
