import Foundation
import ModelFixtures
import RedoubtBoards
import RedoubtFootprint
import Testing

@testable import RedoubtFirmware

/// What `redoubt footprint` adds up, beside images that are linked. The whole matrix of networks, machines and forms
/// is `footprint-survey check`.
@Suite(
  .enabled(
    if: (try? Toolchain.find()) != nil && (try? FirmwareSources.find()) != nil, "needs the Swift toolchain"))
struct FootprintAgreementTests {
  private static let machines: [(TargetMachine, CoreClass)] = [
    (.mps2AN500, .cortexM7), (.mps2AN386, .cortexM4), (.riscv32Virt, .rv32imc),
  ]

  private func compare(
    _ file: [UInt8], _ machine: TargetMachine, _ core: CoreClass, _ form: DeploymentForm
  ) throws {
    let linked = try #require(FirmwareMeasurement.Form(rawValue: form.rawValue))
    let image = try ModelImage(file, machine: machine, form: linked).sizes
    let footprint = try Footprint(ModelNeeds(file, form: form), core: core)
    func isClose(_ estimate: Int, _ measured: Int) -> Bool {
      abs(Double(estimate) / Double(measured) - 1) <= 0.02
    }
    #expect(
      isClose(footprint.flashBytes, image.flashBytes) && isClose(footprint.sramBytes, image.ramBytes),
      """
      \(machine.rawValue) \(form.rawValue): flash \(footprint.flashBytes), linked \(image.flashBytes); \
      RAM \(footprint.sramBytes), linked \(image.ramBytes). Measure the sizes again: \(SizeData.command)
      """)
  }

  /// The smallest network that ships: most of its image is code.
  @Test(arguments: [0, 1, 2], DeploymentForm.allCases)
  func theDigitsNetworkHasTheSizeOfItsImage(_ index: Int, _ form: DeploymentForm) throws {
    let (machine, core) = Self.machines[index]
    let place = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("quantized/digits/digits.tflite")
    let file = [UInt8](try Data(contentsOf: place))
    try compare(file, machine, core, form)
  }

  @Test(
    .enabled(if: TestData.isPresent, .init(rawValue: TestData.absence)), arguments: DeploymentForm.allCases)
  func keywordSpottingHasTheSizeOfItsImage(_ form: DeploymentForm) throws {
    try compare(try TestData.bytes("models/kws_ref_model.tflite"), .mps2AN386, .cortexM4, form)
  }
}
