import RedoubtBoards
import RedoubtCore

/// Where the bytes of the simulated RAM are on a device that plans its arena with counters and voted rows.
struct HardenedPlaces {
  enum Place: Equatable {
    case arena(Int)
    /// Byte of activation bank 0 or 1.
    case bank(Int, Int)
  }

  private let map: MemoryMap
  private let layout: HardenedLayout
  /// First byte of each tensor on the device.
  private var tensors: [Int: Int] = [:]
  /// End of the state words; the counters follow there.
  private let stateEnd: Int

  init(_ map: MemoryMap, _ layout: HardenedLayout, _ device: HardenedDevice) {
    self.map = map
    self.layout = layout
    for entry in map.arena where entry.owner.kind == .tensor {
      if let index = entry.owner.tensorIndex { tensors[index] = device.offset(ofTensor: index) }
    }
    stateEnd = map.arena.reduce(0) { $1.owner.kind == .state ? max($0, $1.range.upperBound) : $0 }
  }

  /// - Returns: Nil for a byte that nobody reads after it changes before the step.
  func place(of byte: Int, before step: Int) -> Place? {
    if byte >= map.arenaBytes {
      for (i, bank) in layout.activationBanks.enumerated() where bank.contains(byte) {
        return .bank(i, byte - bank.lowerBound)
      }
      return layout.counters.contains(byte) ? .arena(stateEnd + byte - layout.counters.lowerBound) : nil
    }
    if byte < stateEnd { return .arena(byte) }
    for entry in map.arena where entry.owner.kind == .tensor && entry.range.contains(byte) {
      guard let index = entry.owner.tensorIndex, let steps = entry.steps, let start = tensors[index] else {
        continue
      }
      let isThere = map.inputTensors.contains(index) ? true : steps.lowerBound < step
      guard isThere, step <= steps.upperBound || map.outputTensors.contains(index) else { continue }
      return .arena(start + byte - entry.range.lowerBound)
    }
    return nil
  }
}
