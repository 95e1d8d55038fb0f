import RedoubtCore
import RedoubtHost
import RedoubtModel

/// A model file that carries the protection of some of its units; everything else is as in the file it was made from.
public struct HardenedModel: Sendable {
  /// The bytes of the `.tflite` file.
  public let file: [UInt8]
  /// Bytes that the file has grown by: table and both banks.
  public let flashOverheadBytes: Int
  /// Both activation banks, and the scratch row that weights are voted into.
  public let sramOverheadBytes: Int
  /// Multiply-accumulates that are done once more, twice per replicated one, over those of the network.
  public let macOverhead: Double

  /// Writes a plan into a model.
  ///
  /// - Parameter original: The bytes of a model that loads and is not hardened.
  /// - Throws: `HardeningWriteError`, `ModelError`.
  public init(_ original: [UInt8], _ plan: HardeningPlan) throws {
    let interpreter = try HostInterpreter(original)
    let units = try NetworkUnits(interpreter)
    let isHardened = try TFLiteImporter(original).metadata().contains {
      $0.name == HardeningFormat.name.description
    }
    guard !isHardened else { throw HardeningWriteError.alreadyHardened }
    var chosen: [NetworkUnit] = []
    for id in plan.units {
      guard let unit = units[id] else { throw HardeningWriteError.unknownUnit(id) }
      if unit.isPlane, plan.schemes[id] != .tmrActivations { throw HardeningWriteError.noParameters(id) }
      if plan.schemes[id] == .empty { throw HardeningWriteError.noScheme(id) }
      guard unit.plane.channel <= HardeningFormat.maximumChannel else {
        throw HardeningWriteError.tooLarge("channel \(unit.plane.channel)")
      }
      chosen.append(unit)
    }
    func scheme(_ unit: NetworkUnit) -> HardeningScheme { plan.schemes[unit.id] ?? .tmrWeights }
    let parameters = ParameterBanks(
      chosen.filter { scheme($0).replicatesParameters }, file: original)
    let activations = ActivationBanks(chosen.filter { scheme($0).replicatesActivations })
    let table = HardeningTableWriter(chosen, plan, parameters, activations)
    file = try HardenedFile.bytes(original, table, parameters)
    flashOverheadBytes = file.count - original.count
    sramOverheadBytes = 2 * activations.byteCount + parameters.scratchBytes
    let macs = units.all.reduce(0) { $0 + $1.macs }
    let replicated = chosen.reduce(0) { $0 + (scheme($1).replicatesComputation ? 2 * $1.macs : 0) }
    macOverhead = macs == 0 ? 0 : Double(replicated) / Double(macs)
  }
}
