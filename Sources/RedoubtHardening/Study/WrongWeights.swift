import RedoubtFaults
import RedoubtHost

/// Stored weights of which each bit is wrong with a small probability: many faults at once, in all three copies.
///
/// A bit of a protected unit is wrong where at least two of its three copies have it wrong, which a majority cannot see.
/// Copies are drawn apart. What is left runs on the plain image as one fault.
struct WrongWeights {
  private struct Bit: Hashable {
    let byte, bit: Int
  }

  /// Bytes of weights and biases of each unit, with the unit's position.
  private let bytes: [(byte: Int, unit: Int)]
  private let rate: Double
  private let inputs: Int
  private let seed: UInt64

  /// Far from the trials of the fault list.
  private static let stream = 1 << 50

  init(_ network: NetworkUnits, rate: Double, inputs: Int, seed: UInt64) {
    var bytes: [(Int, Int)] = []
    for (i, unit) in network.all.enumerated() {
      guard let parameters = unit.parameters else { continue }
      bytes += parameters.weights.positions.map { ($0, i) }
      if let bias = parameters.bias { bytes += bias.map { ($0, i) } }
    }
    self.bytes = bytes
    self.rate = rate
    self.inputs = inputs
    self.seed = seed
  }

  /// One inference: its record, and the bits that are wrong in each copy.
  private func copies(_ number: Int) -> (input: Int, wrong: [Set<Int>]) {
    var random = TrialRandom(seed: seed, trial: Self.stream + number)
    let input = random.below(inputs)
    let bits = 8 * bytes.count
    return (
      input,
      (0..<3).map { _ in
        var wrong: Set<Int> = []
        var next = 0
        // Gaps between wrong bits are geometric.
        while rate > 0, rate < 1 {
          let gap = TrialPlan.logarithm(random.unit()) / TrialPlan.logarithm(1 - rate)
          guard gap < Double(bits - next) else { break }
          next += Int(gap)
          guard next < bits else { break }
          wrong.insert(next)
          next += 1
        }
        return wrong
      }
    )
  }

  /// The trial that an inference amounts to.
  ///
  /// - Parameter isVoted: By unit, whether its weights have three copies.
  func trial(_ number: Int, isVoted: [Bool]) -> ListedTrial {
    let (input, wrong) = copies(number)
    var left = wrong[0].filter { !isVoted[bytes[$0 / 8].unit] }
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
      left.formUnion(wrong[a].intersection(wrong[b]).filter { isVoted[bytes[$0 / 8].unit] })
    }
    let faults = left.sorted().map {
      MemoryFault(place: .file(bytes[$0 / 8].byte), bit: $0 % 8, step: 0)
    }
    return ListedTrial(fault: .memory(faults), input: input, isLive: !faults.isEmpty, place: nil)
  }
}
