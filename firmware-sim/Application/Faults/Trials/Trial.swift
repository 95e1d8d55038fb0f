import Board

/// The flips of one trial.
struct Trial {
  private static let most = 8
  private var words: [32 of UInt32] = .init(repeating: 0)
  private var count = 0
  /// A bit for each flip that has struck.
  private var struck: UInt32 = 0

  /// Reads the next trial up to its record. False where there is none.
  mutating func read() -> Bool {
    struck = 0
    var number: [1 of UInt32] = [0]
    guard unsafe withUnsafeMutableBytes(of: &number, { unsafe board_read($0.baseAddress, 4) }) else {
      return false
    }
    count = min(Int(truncatingIfNeeded: number[0]), Self.most)
    let bytes = 16 &* count
    return unsafe count == 0
      || withUnsafeMutableBytes(of: &words) { unsafe board_read($0.baseAddress, bytes) }
  }

  /// Flips what strikes when this many operators have run.
  mutating func strike(step: Int) {
    for i in 0..<count
    where words[4 &* i] == UInt32(truncatingIfNeeded: step) && struck &>> UInt32(i) & 1 == 0 {
      board_flip(words[4 &* i &+ 1], words[4 &* i &+ 2], words[4 &* i &+ 3])
      struck |= 1 &<< UInt32(truncatingIfNeeded: i)
    }
  }

  /// Flips back what has struck flash.
  func undo() {
    for i in 0..<count
    where struck &>> UInt32(truncatingIfNeeded: i) & 1 != 0
      && words[4 &* i &+ 1] <= BOARD_REGION_BANK2.rawValue
    {
      board_flip(words[4 &* i &+ 1], words[4 &* i &+ 2], words[4 &* i &+ 3])
    }
  }
}
