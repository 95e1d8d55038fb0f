import RedoubtIntrinsics

/// The channels of an operator that are computed three times, and their planes in one bank: a list that kernels walk, so
/// that all these channels share what a kernel has prepared of the input.
///
/// `ProtectedTensor.planes` has checked every entry.
@safe struct ReplicatedPlanes {
  private(set) var list: redoubt_listed_channels
  private let second: UnsafeMutablePointer<Int8>
  /// Where the next search begins, and from which channel on the last one went.
  private var unit: UnsafePointer<UInt32>
  private var passed = 0
  /// Plane of the first channel of the run that was found last.
  private(set) var plane: UnsafeMutablePointer<Int8>

  /// - Parameters:
  ///   - units: Entries of the operator's protected channels.
  ///   - banks: Both activation banks, in which every plane lies.
  init(
    unsafeUnits units: Span<UInt32>, banks: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt8>),
    planeBytes: Int
  ) {
    let bank = unsafe UnsafeMutableRawPointer(banks.0).assumingMemoryBound(to: Int8.self)
    unsafe second = UnsafeMutableRawPointer(banks.1).assumingMemoryBound(to: Int8.self)
    unsafe list = redoubt_listed_channels(
      units: units.unsafeStart, end: units.unsafeStart + units.count, bank: bank, plane_bytes: planeBytes)
    unsafe unit = list.units
    unsafe plane = bank
  }

  /// The same channels, with their planes in bank 1 or in bank 2.
  func inBank(_ bank: Int) -> ReplicatedPlanes {
    var planes = self
    if bank == 2 { unsafe planes.list.bank = second }
    return planes
  }

  /// The next channels that stand side by side, at most four, and whose planes do.
  mutating func next(from channel: Int, below limit: Int) -> Range<Int> {
    if channel < passed { unsafe unit = list.units }
    passed = channel
    while unsafe unit != list.end {
      let found = unsafe redoubt_listed_channel(unit)
      if found >= limit { break }
      if found >= channel, unsafe redoubt_is_listed(unit) {
        unsafe plane = redoubt_listed_plane(list, unit)
        let run = unsafe withUnsafePointer(to: list) { unsafe redoubt_listed_run($0, unit, 4) }
        return found..<min(limit, found &+ run)
      }
      unsafe unit += HardeningFormat.UnitEntry.words
    }
    return limit..<limit
  }
}
