import RedoubtCore
import RedoubtHost

/// Single bits of a model's weights or tensors, to be drawn from.
struct FaultSites {
  /// Bytes that lie side by side, and the steps before which each may flip.
  private struct Group {
    let first, bytes: Int
    let isFile: Bool
    let steps: ClosedRange<Int>

    var count: Int { bytes * steps.count }
  }

  private var groups: [Group] = []
  private let count: Int

  init(_ file: [UInt8], _ target: FaultBenchmark.Target) throws(ModelError) {
    let interpreter = try DifferenceInterpreter(file)
    var groups: [Group] = []
    switch target {
    case .weights:
      for constant in interpreter.constants where constant.isWeights {
        groups.append(
          Group(first: constant.bytes.lowerBound, bytes: constant.bytes.count, isFile: true, steps: 0...0))
      }
    case .activations:
      for live in interpreter.liveTensors where live.lastReader > live.producer {
        groups.append(
          Group(
            first: live.offset, bytes: live.tensor.byteCount, isFile: false,
            steps: live.producer + 1...live.lastReader))
      }
    }
    self.groups = groups
    count = groups.reduce(0) { $0 + $1.count }
  }

  /// One of the sites, each with equal chance.
  func draw<G: RandomNumberGenerator>(using generator: inout G) -> MemoryFault {
    var place = Int.random(in: 0..<max(1, count), using: &generator)
    let bit = Int.random(in: 0..<8, using: &generator)
    for group in groups {
      if place >= group.count {
        place -= group.count
        continue
      }
      let byte = group.first + place % group.bytes
      return MemoryFault(
        place: group.isFile ? .file(byte) : .arena(byte), bit: bit,
        step: group.steps.lowerBound + place / group.bytes)
    }
    preconditionFailure("a network has weights and tensors")
  }
}
