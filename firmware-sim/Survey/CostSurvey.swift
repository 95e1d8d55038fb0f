import Foundation
import RedoubtBoards
import RedoubtCodegen
import RedoubtFirmware
import RedoubtHost

/// Instructions of operators, from models of one operator each, checked on whole networks.
struct CostSurvey: Sendable {
  let machine: TargetMachine
  let form: FirmwareMeasurement.Form
  /// Networks that take no part in the calibration.
  let networks: [URL]

  func costs() throws -> InstructionCosts {
    var samples: [String: [(work: OperatorWork, instructions: Double)]] = [:]
    let measured = try ParallelMap.map(CostSample.files) { file in
      (work: try OperatorWork.list(try HostInterpreter(file))[0], instructions: try measure(file))
    }
    for sample in measured {
      guard let instructions = sample.instructions else { continue }
      samples[sample.work.kind, default: []].append((sample.work, instructions))
    }
    var costs = InstructionCosts(coefficients: [:])
    for (kind, all) in samples {
      costs.coefficients[kind] = NonNegativeFit.coefficients(
        all.map(\.work.quantities), all.map(\.instructions)
      ).map { ($0 * 1000).rounded() / 1000 }
      for sample in all {
        let share = costs.instructions(sample.work) / sample.instructions - 1
        if abs(share) > 0.15 {
          note("  \(sample.work): \(Int(sample.instructions)), off by \(percent(share))")
        }
      }
    }
    for network in networks {
      let file = [UInt8](try Data(contentsOf: network))
      guard let measured = try measure(file) else { continue }
      let estimate = costs.instructions(try OperatorWork.list(try HostInterpreter(file)))
      let share = estimate / measured - 1
      costs.networkError = max(costs.networkError, (abs(share) * 1000).rounded(.up) / 1000)
      note(
        "\(network.deletingPathExtension().lastPathComponent) \(machine.rawValue) \(form.rawValue):"
          + " \(Int(estimate)) estimated, \(Int(measured)) measured, \(percent(share))")
    }
    return costs
  }

  /// - Returns: Nil where the form cannot be generated.
  private func measure(_ file: [UInt8]) throws -> Double? {
    do {
      return Double(try FirmwareMeasurement(file, machine: machine, form: form).instructions)
    } catch is CodegenError {
      return nil
    }
  }

  private func percent(_ share: Double) -> String { String(format: "%+.1f %%", share * 100) }

  private func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
