import Foundation
import ModelFixtures
import Testing

@testable import RedoubtFirmware

/// Whole networks on every machine: TensorFlow Lite Micro's bytes, which its own kernels gave on Cortex-M7 and M4.
@Suite(
  .enabled(if: !machines.isEmpty, .init(rawValue: absence)),
  .enabled(if: TestData.isPresent, .init(rawValue: TestData.absence)))
struct NetworkTests {
  private static let files = [
    "ad": "ad01_int8", "ic": "pretrainedResnet_quant", "kws": "kws_ref_model", "vww": "vww_96_int8",
  ]

  @Test(arguments: machines, ["ad", "ic", "kws", "vww"])
  func interpretedGiveTheReferencesBytes(_ machine: TargetMachine, _ name: String) throws {
    try run(name, machine, .interpreter)
  }

  @Test(arguments: machines, ["ad", "ic", "kws", "vww"])
  func compiledToCGiveTheReferencesBytes(_ machine: TargetMachine, _ name: String) throws {
    try run(name, machine, .c)
  }

  @Test(arguments: machines, ["ad", "ic", "kws", "vww"])
  func compiledToSwiftGiveTheReferencesBytes(_ machine: TargetMachine, _ name: String) throws {
    try run(name, machine, .swift)
  }

  private func run(_ name: String, _ machine: TargetMachine, _ form: FirmwareMeasurement.Form) throws {
    let model = try TestData.bytes("models/\(try #require(Self.files[name])).tflite")
    let (inputs, outputs) = (
      try TestData.bytes("golden/tflm/\(name)/inputs.bin"),
      try TestData.bytes("golden/tflm/\(name)/outputs.bin")
    )
    // The first of the two records.
    let firmware = try FirmwareMeasurement(
      model, machine: machine, form: form, input: Array(inputs.prefix(inputs.count / 2)))
    #expect(firmware.output == Array(outputs.prefix(outputs.count / 2)))
    #expect(firmware.matchesHost && firmware.records == 1)
    try Budgets.check(firmware, name: name)
    let sizes = firmware.sizes
    #expect(sizes.arenaBytes <= sizes.ramBytes)
    let data = sizes.flashBytes - sizes.codeBytes
    #expect(form == .interpreter ? data == model.count : data < model.count)
  }
}
