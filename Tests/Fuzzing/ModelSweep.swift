import Foundation

/// Every single change of a file's structure to a value at which things go wrong, one after the other.
///
/// Random mutation rarely changes one number and nothing else; a missing check of one shape shows only then.
struct ModelSweep {
  private let file: [UInt8]
  private let sites: [ModelSites.Site]

  init(_ file: [UInt8]) {
    self.file = file
    sites = ModelSites(file: file).sites
  }

  /// Calls `body` with each mutant. Before each call `record` is rewritten with what was changed, so that it
  /// tells which one ended the process.
  func forEach(record: FileHandle, _ body: ([UInt8]) -> Void) {
    var mutant = file
    var done = Set<Int>()
    for site in sites where done.insert(site.position << 4 | site.width).inserted {
      let old = site.load(file)
      for value in Self.values(around: old, width: site.width) {
        site.store(&mutant, value)
        let change = "\(site.width) bytes at \(site.position): \(old) became \(value)"
        // One length, so that nothing of a longer line before it stays.
        record.seek(toFileOffset: 0)
        record.write(Data((change.padding(toLength: 79, withPad: " ", startingAt: 0) + "\n").utf8))
        body(mutant)
      }
      site.store(&mutant, old)
    }
  }

  private static let edges: [UInt64] = [
    0, 1, 2, 3, 8, 127, 128, 255, 256, 0x7fff, 0x10_0000, 0x7fff_ffff, 0x8000_0000, .max - 1, .max,
  ]

  private static func values(around old: UInt64, width: Int) -> [UInt64] {
    let mask: UInt64 = width == 8 ? .max : 1 << UInt64(8 * width) - 1
    var values = Set<UInt64>()
    for near in [old &+ 1, old &- 1, old &+ 2, old &- 2, old &+ 4, old &- 4, old &* 2, old >> 1, 0 &- old] {
      values.insert(near & mask)
    }
    for edge in Self.edges { values.insert(edge & mask) }
    values.remove(old)
    return values.sorted()
  }
}
