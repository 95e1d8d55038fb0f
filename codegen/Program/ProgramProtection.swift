import RedoubtCore

/// What a hardened model brings, as generated code needs it.
struct ProgramProtection {
  /// Both parameter banks as the model file has them, in words; empty where no unit has a row.
  let banks: [[UInt32]]
  /// Bytes of either activation bank.
  let activationBytes: Int
  /// All schemes in use.
  private(set) var schemes = HardeningScheme.empty
  /// Weights of the longest row: bytes of the row that voted weights are put together in.
  var longestRow = 0

  private let table: HardeningTable
  /// Entry of each protected tensor, by the tensor's index.
  private var entries: [Int: Int] = [:]

  var hasRows: Bool { schemes.replicatesParameters }
  var hasPlanes: Bool { schemes.replicatesActivations }
  var hasComputation: Bool { schemes.replicatesComputation }
  /// Whether planes are copied: what is computed three times is stored so anyway.
  private(set) var hasCopies = false

  /// - Returns: Nil where the model is not hardened.
  /// - Throws: `HardeningError`.
  init?(_ model: Model) throws {
    guard let table = try HardeningTable(model) else { return nil }
    try table.check()
    self.table = table
    activationBytes = table.activationBytes
    banks = [table.bank1, table.bank2].compactMap { $0 }.map { bank in
      (0..<bank.count / 4).compactMap { bank.word(0, $0) }
    }
    for i in 0..<table.tensorCount {
      let tensor = try table.tensor(i)
      entries[tensor.tensor] = i
      for unit in try Self.units(tensor) {
        schemes = schemes.union(unit.scheme)
        hasCopies = hasCopies || unit.scheme.contains(.tmrActivations)
      }
    }
  }

  private static func units(_ tensor: ProtectedTensor) throws -> [ProtectedUnit] {
    try (0..<tensor.unitCount).map { try tensor.unit($0) }
  }

  /// The protected channels of a tensor; nil where it has none.
  func units(ofTensor index: Int) throws -> (tensor: ProtectedTensor, units: [ProtectedUnit])? {
    guard let entry = entries[index] else { return nil }
    let tensor = try table.tensor(entry)
    return (tensor, try Self.units(tensor))
  }
}
