import Foundation
import RedoubtBoards
import RedoubtCodegen
import RedoubtCore
import RedoubtFirmware
import RedoubtFootprint
import RedoubtHardening
import RedoubtHost

/// Footprints beside linked images.
enum AgreementCheck {
  /// The share by which a footprint may be off.
  static let tolerance = 0.02

  /// Prints a line for every model, machine and form.
  ///
  /// - Parameter data: The sizes to compare; those of the checkout may be newer than those that were compiled in.
  /// - Returns: False where one is off by more than the tolerance.
  static func run(_ paths: [String], _ data: SizeData) throws -> Bool {
    var isGood = true
    var worst = (flash: 0.0, ram: 0.0)
    for path in paths {
      let model = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      let modelName = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
      for (machine, core) in Survey.machines where data.cores[core.rawValue] != nil {
        for (form, votes) in FirmwareMeasurement.Form.allCases.map({ ($0, false) }) + [(.interpreter, true)] {
          let name = modelName + (votes ? ", hardened" : "")
          let file = votes ? try hardened(model) : model
          guard let deployed = DeploymentForm(rawValue: form.rawValue) else { continue }
          do {
            let footprint = try Footprint(ModelNeeds(file, form: deployed), core: core, data: data)
            let image = try ModelImage(file, machine: machine, form: form).sizes
            let flash = Double(footprint.flashBytes) / Double(image.flashBytes) - 1
            let ram = Double(footprint.sramBytes) / Double(image.ramBytes) - 1
            worst = (max(worst.flash, abs(flash)), max(worst.ram, abs(ram)))
            let isClose = abs(flash) <= tolerance && abs(ram) <= tolerance
            isGood = isGood && isClose
            print(
              "\(name) \(machine.rawValue) \(form.rawValue): flash \(footprint.flashBytes) \(image.flashBytes)"
                + " \(percent(flash)), RAM \(footprint.sramBytes) \(image.ramBytes) \(percent(ram)),"
                + " code \(footprint.codeBytes) \(image.codeBytes)" + (isClose ? "" : "  <-- too far"))
          } catch let error as CodegenError {
            print("\(name) \(machine.rawValue) \(form.rawValue): skipped: \(error)")
          } catch FirmwareError.doesNotFit {
            print("\(name) \(machine.rawValue) \(form.rawValue): skipped: larger than the machine")
          }
        }
      }
    }
    print("largest deviation: flash \(percent(worst.flash)), RAM \(percent(worst.ram))")
    return isGood
  }

  /// Half of the units with weights under every scheme that they may have.
  private static func hardened(_ file: [UInt8]) throws -> [UInt8] {
    let units = try NetworkUnits(try HostInterpreter(file)).weighted
    var schemes: [UnitID: HardeningScheme] = [:]
    for (i, unit) in units.enumerated() where i % 2 == 0 { schemes[unit.id] = .tmrWeights.union(.tmrCompute) }
    return try HardenedModel(file, HardeningPlan(schemes)).file
  }

  private static func percent(_ share: Double) -> String { String(format: "%+.2f %%", share * 100) }
}
