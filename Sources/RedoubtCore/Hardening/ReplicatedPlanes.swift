import RedoubtIntrinsics

/// The channels of an operator that are computed three times, and where their planes are: lists that kernels walk, so
/// that all these channels share what a kernel has prepared of the input.
///
/// `ProtectedTensor.planes` has checked every entry.
@safe package struct ReplicatedPlanes {
  private(set) var list: redoubt_listed_channels
  private let second: UnsafeMutablePointer<Int8>

  /// - Parameters:
  ///   - units: Entries of the operator's protected channels.
  ///   - banks: Both activation banks, in which every plane lies.
  package init(
    unsafeUnits units: Span<UInt32>, banks: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt8>)
  ) {
    let bank = unsafe UnsafeMutableRawPointer(banks.0).assumingMemoryBound(to: Int8.self)
    unsafe second = UnsafeMutableRawPointer(banks.1).assumingMemoryBound(to: Int8.self)
    unsafe list = redoubt_listed_channels(
      units: units.unsafeStart, end: units.unsafeStart + units.count, bank: bank)
  }

  /// The same channels, with their planes in bank 1 or in bank 2.
  package func inBank(_ bank: Int) -> ReplicatedPlanes {
    var planes = self
    if bank == 2 { unsafe planes.list.bank = second }
    return planes
  }
}
