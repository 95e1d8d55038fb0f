import Foundation
import RedoubtModel
import RedoubtQuantizer

/// What came out of quantising a network, as text.
public enum QuantizationText {
  /// Operators shown, the worst ones.
  private static let shown = 12

  /// - Parameter name: The file that was written.
  public static func text(_ network: QuantizedNetwork, name: String) -> String {
    let fidelity = network.fidelity
    var text = "\(name): \(NumberText.grouped(network.model.bytes.count)) bytes,"
    text += " \(fidelity.operators.count) operators\n\(network.chosen.candidate), the best of "
    text +=
      "\(network.candidates.count) candidates (mean squared error \(number(network.chosen.meanSquaredError)) on held-out records)\n"
    text += "logits against the float network, \(NumberText.grouped(fidelity.records)) calibration records:"
    text += " mean squared error \(number(fidelity.meanSquaredError)),"
    text += " largest error \(number(fidelity.maxAbsoluteError)),"
    text +=
      " same decision for \(NumberText.percent(Double(fidelity.agreements) / Double(max(1, fidelity.records))))\n"
    text += "\(MemoryCertificateText.text(network.model.plan))\n\n"
    text += "Signal-to-noise ratio of each operator's output, all errors before it included; worst first\n\n"
    var table = TextTable([("#", .right), ("operator", .left), ("dB", .right), ("output", .left)])
    for one in fidelity.worstFirst.prefix(shown) {
      table.append([String(one.index), one.kind, String(format: "%.1f", one.decibels), one.output])
    }
    return text + table.text
  }

  private static func number(_ value: Double) -> String { String(format: "%.4g", value) }
}

/// How good a memory plan is, in words.
public enum MemoryCertificateText {
  /// The arena that the plan needs beside the bound.
  public static func text(_ plan: ArenaPlan) -> String {
    let bytes = "arena: \(NumberText.grouped(plan.bytes)) bytes for tensors"
    switch plan.certificate {
    case .equalsLowerBound: return bytes + ", equal to the bound: the peak of live tensors"
    case .noneSmaller:
      return bytes
        + "; the bound of \(NumberText.grouped(plan.lowerBound)) cannot be reached, none smaller exists"
    case .none:
      return bytes + "; the bound is \(NumberText.grouped(plan.lowerBound)), a smaller plan may exist"
    }
  }
}

extension JSONValue {
  /// A quantised network.
  public init(_ network: QuantizedNetwork) {
    let fidelity = network.fidelity
    self = [
      "calibrationRecords": .integer(fidelity.records),
      "operators": .array(
        fidelity.worstFirst.map { one in
          [
            "index": .integer(one.index), "name": .string(one.kind), "output": .string(one.output),
            "signalToNoise": .number(one.decibels),
          ]
        }),
      "maxAbsoluteError": .number(fidelity.maxAbsoluteError),
      "meanSquaredError": .number(fidelity.meanSquaredError),
      "agreement": .number(Double(fidelity.agreements) / Double(max(1, fidelity.records))),
      "outputBytes": .integer(network.model.bytes.count),
      "method": .string(network.chosen.candidate.description),
      "candidates": .array(
        network.candidates.map { one in
          [
            "method": .string(one.candidate.description), "meanSquaredError": .number(one.meanSquaredError),
          ]
        }),
      "arenaBytes": .integer(network.model.plan.bytes),
      "arenaLowerBoundBytes": .integer(network.model.plan.lowerBound),
      "arenaCertificate": .string(network.model.plan.certificate.rawValue),
    ]
  }
}
