import RedoubtCore

/// Rows of replicated parameters, and the two banks that hold them.
struct ParameterBanks {
  /// Byte offset of each unit's row in either bank.
  private(set) var offsets: [UnitID: Int] = [:]
  /// Largest scratch row that a unit is voted into, in bytes.
  private(set) var scratchBytes = 0
  private var rows: [UInt8] = []

  /// - Parameters:
  ///   - units: With weights, in the order of their names.
  ///   - file: The model, copy 0.
  init(_ units: [NetworkUnit], file: [UInt8]) {
    for unit in units {
      guard let parameters = unit.parameters else { continue }
      offsets[unit.id] = 4 * HardeningFormat.Bank.words + rows.count
      let bias = parameters.bias.map { range in
        range.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32(file[$1]) }
      }
      append(
        HardeningFormat.tag(operatorIndex: unit.id.operatorIndex, channel: unit.id.channel))
      append(bias ?? 0)
      append(UInt32(bitPattern: parameters.requantisation.multiplier))
      append(UInt32(bitPattern: parameters.requantisation.shift))
      let bytes = Self.paddedWeights(parameters, file)
      rows += bytes
      scratchBytes = max(scratchBytes, bytes.count)
    }
  }

  /// The weights as a row holds them: at the same distance from a multiple of 4 as copy 0 where that is in one piece.
  static func paddedWeights(_ parameters: UnitParameters, _ file: [UInt8]) -> [UInt8] {
    let weights = parameters.weights
    let phase = weights.stride == 1 ? weights.start & 3 : 0
    var bytes = [UInt8](repeating: 0, count: phase) + weights.positions.map { file[$0] }
    bytes += [UInt8](repeating: 0, count: -bytes.count & 3)
    return bytes
  }

  private mutating func append(_ word: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      rows.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  /// Bytes of either bank; 0 where no unit has a row.
  var byteCount: Int { rows.isEmpty ? 0 : 4 * HardeningFormat.Bank.words + rows.count }

  /// The bytes of a bank.
  ///
  /// - Parameter number: 1 or 2.
  func bank(_ number: UInt32, identity: UInt32) -> [UInt8] {
    var bank = ParameterBanks([], file: [])
    for word in [identity, number, UInt32(byteCount), 0] { bank.append(word) }
    return bank.rows + rows
  }
}
