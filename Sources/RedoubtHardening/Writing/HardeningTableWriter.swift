import RedoubtCore

/// The words of the metadata entry `redoubt.hardening`.
struct HardeningTableWriter {
  private var tensors: [UInt32] = []
  private var units: [UInt32] = []
  private var tensorCount = 0
  private let bankBytes, activationBytes: Int

  /// - Parameter chosen: Protected units in the order of their names.
  init(
    _ chosen: [NetworkUnit], _ plan: HardeningPlan, _ parameters: ParameterBanks,
    _ activations: ActivationBanks
  ) {
    (bankBytes, activationBytes) = (parameters.byteCount, activations.byteCount)
    var first = 0
    while first < chosen.count {
      let own = chosen[first...].prefix {
        $0.plane.tensor == chosen[first].plane.tensor
          && $0.id.operatorIndex == chosen[first].id.operatorIndex
      }
      let operatorIndex = chosen[first].id.operatorIndex
      tensors += [
        operatorIndex < 0 ? HardeningFormat.networkInput : UInt32(operatorIndex),
        UInt32(chosen[first].plane.tensor), UInt32(first), UInt32(own.count),
      ]
      tensorCount += 1
      first += own.count
    }
    for unit in chosen {
      let scheme = plan.schemes[unit.id] ?? .tmrWeights
      func offset(_ isPresent: Bool, _ offsets: [UnitID: Int]) -> UInt32 {
        isPresent ? UInt32(offsets[unit.id] ?? 0) : HardeningFormat.absent
      }
      let pair = unit.parameters?.requantisation
      units += [
        UInt32(unit.plane.channel) | UInt32(scheme.rawValue) << 24,
        offset(scheme.replicatesParameters, parameters.offsets),
        offset(scheme.replicatesActivations, activations.offsets),
        UInt32(bitPattern: pair?.multiplier ?? 0), UInt32(bitPattern: pair?.shift ?? 0),
      ]
    }
  }

  /// Bytes of the entry.
  var byteCount: Int { 4 * (HardeningFormat.Header.words + tensors.count + units.count) }

  /// The entry's bytes.
  ///
  /// - Parameter buffers: Indices in the file of the banks' buffers; nil where no unit has a row.
  func bytes(buffers: (UInt32, UInt32)?, identity: UInt32) -> [UInt8] {
    let header: [UInt32] = [
      HardeningFormat.magic, HardeningFormat.version, UInt32(tensorCount),
      UInt32(units.count / HardeningFormat.UnitEntry.words), buffers?.0 ?? 0, buffers?.1 ?? 0,
      UInt32(bankBytes), UInt32(activationBytes), identity,
    ]
    return (header + tensors + units).flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
    }
  }
}
