extension MemoryMap {
  /// Owners of what lies behind the arena.
  ///
  /// - Parameter last: The last step.
  static func replicas(_ layout: HardenedLayout, _ arena: [Entry], last: Int) -> [Entry] {
    var entries: [Entry] = []
    for (copy, bank) in layout.activationBanks.enumerated() {
      var planes: [Entry] = []
      for tensor in layout.tensors {
        let life = arena.first { $0.owner.kind == .tensor && $0.owner.tensorIndex == tensor.tensor }?.steps
        for run in Self.runs(Array(layout.units[tensor.units])) {
          let start = bank.lowerBound + run.offset
          planes.append(
            Entry(
              range: start..<start + run.bytes * run.channels.count,
              owner: MemoryOwner(
                .replica, operatorIndex: tensor.operatorIndex < 0 ? nil : tensor.operatorIndex,
                tensorIndex: tensor.tensor, detail: "activations",
                units: .blocks(channels: run.channels, bytes: run.bytes), copy: copy + 1),
              steps: life))
        }
      }
      entries += planes.sorted {
        ($0.range.lowerBound, $0.steps?.lowerBound ?? 0) < ($1.range.lowerBound, $1.steps?.lowerBound ?? 0)
      }
    }
    func voter(_ range: Range<Int>, _ detail: String, _ steps: ClosedRange<Int>?) {
      guard !range.isEmpty else { return }
      entries.append(
        Entry(range: range, owner: MemoryOwner(.voter, detail: detail, elementBytes: 4), steps: steps))
    }
    let first = layout.counters.lowerBound
    voter(first..<first + 4, "voters' counter: corrected", 0...max(0, last))
    voter(first + 4..<first + 8, "voters' counter: disagreed", 0...max(0, last))
    // Written and read inside one step, and only where copies differ: nothing in it outlives a step.
    voter(layout.scratchRow, "voters' scratch row", nil)
    return entries
  }

  /// Planes of one tensor that lie side by side.
  private static func runs(
    _ units: [HardenedLayout.Unit]
  ) -> [(offset: Int, bytes: Int, channels: [Int])] {
    var runs: [(offset: Int, bytes: Int, channels: [Int])] = []
    for unit in units {
      guard let plane = unit.plane else { continue }
      if let last = runs.last, last.bytes == plane.byteCount,
        last.offset + last.bytes * last.channels.count == plane.offset
      {
        runs[runs.count - 1].channels.append(unit.channel)
      } else {
        runs.append((plane.offset, plane.byteCount, [unit.channel]))
      }
    }
    return runs
  }
}
