import Foundation

/// A name for something built, from everything that it was built from: equal inputs, equal name.
///
/// - Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, "The FNV Non-Cryptographic Hash Algorithm" (FNV-1a, 64 bits).
struct ContentKey {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    // A separator, so that two inputs do not run together.
    hash = (hash ^ 0x100) &* 0x0000_0100_0000_01b3
  }

  mutating func add(_ text: String) { add(text.utf8) }

  mutating func add(contentsOf file: URL) throws {
    // Where a file lies makes no difference to what is made of it.
    add(file.lastPathComponent)
    add(try Data(contentsOf: file))
  }

  var name: String { String(hash, radix: 16) }
}
