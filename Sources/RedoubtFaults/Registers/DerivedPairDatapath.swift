import RedoubtCore

/// A clean datapath whose requantisation uses a pair that was struck in scratch memory.
struct DerivedPairDatapath: Datapath {
  let pair: QuantizedMultiplier

  static var isClean: Bool { true }
  func index(_ element: Int) -> Int { element }
  func activation(_ input: Span<Int8>, _ position: Int) -> Int8 { input[position] }
  func weight(_ weights: Span<Int8>, _ position: Int) -> Int8 { weights[position] }

  func multiplyAdd(_ accumulator: Int32, activation: Int32, weight: Int32) -> Int32 {
    accumulator &+ activation &* weight
  }

  func requantisation(_: QuantizedMultiplier) -> QuantizedMultiplier { pair }
}
