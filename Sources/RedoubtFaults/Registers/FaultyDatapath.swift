import RedoubtCore
import RedoubtHost

/// The datapath of a kernel in which one bit of one register flips, once.
///
/// The index register addresses memory: where its flip leads out of an operand's tensor, the byte of the arena (file) at
/// that address is read, and outside of these nothing is read and `leftMemory` is set.
struct FaultyDatapath: Datapath {
  /// Memory as the kernel's addresses see it.
  struct Surroundings {
    let arena, file: AlignedMemory
    /// Where input and weights begin: in the arena, and in the file.
    let input, weights: Int

    static func byte(_ memory: AlignedMemory, _ address: Int) -> Int8? {
      guard address >= 0, address < memory.bytes.count else { return nil }
      return Int8(bitPattern: memory.bytes[address])
    }
  }

  private let register: VirtualRegister
  private let mask: Int32
  /// Iterations (output elements) before the flip.
  private var countdown: Int
  private let surroundings: Surroundings
  private(set) var leftMemory = false

  /// - Parameter countdown: Iterations of the register before the one that is struck.
  init(_ register: VirtualRegister, bit: Int, countdown: Int, _ surroundings: Surroundings) {
    self.register = register
    mask = Int32(bitPattern: 1 << UInt32(bit))
    self.countdown = countdown
    self.surroundings = surroundings
  }

  static var isClean: Bool { false }

  @inline(__always)
  mutating func index(_ element: Int) -> Int {
    guard register == .index, countdown == 0 else { return element }
    return Int(Int32(truncatingIfNeeded: element) ^ mask)
  }

  @inline(__always)
  mutating func activation(_ input: Span<Int8>, _ position: Int) -> Int8 {
    if position >= 0, position < input.count { return input[position] }
    return stray(Surroundings.byte(surroundings.arena, surroundings.input + position))
  }

  @inline(__always)
  mutating func weight(_ weights: Span<Int8>, _ position: Int) -> Int8 {
    if position >= 0, position < weights.count { return weights[position] }
    return stray(Surroundings.byte(surroundings.file, surroundings.weights + position))
  }

  private mutating func stray(_ byte: Int8?) -> Int8 {
    if byte == nil { leftMemory = true }
    return byte ?? 0
  }

  @inline(__always)
  mutating func multiplyAdd(_ accumulator: Int32, activation: Int32, weight: Int32) -> Int32 {
    guard !register.isPerElement else { return accumulator &+ activation &* weight }
    defer { countdown -= 1 }
    guard countdown == 0 else { return accumulator &+ activation &* weight }
    switch register {
    case .accumulator: return (accumulator &+ activation &* weight) ^ mask
    case .activation: return accumulator &+ (activation ^ mask) &* weight
    case .weight: return accumulator &+ activation &* (weight ^ mask)
    case .index, .multiplier, .shift: return accumulator &+ activation &* weight
    }
  }

  @inline(__always)
  mutating func requantisation(_ pair: QuantizedMultiplier) -> QuantizedMultiplier {
    guard register.isPerElement else { return pair }
    defer { countdown -= 1 }
    guard countdown == 0 else { return pair }
    var struck = pair
    if register == .multiplier { struck.multiplier ^= mask } else { struck.shift ^= mask }
    return struck
  }
}
