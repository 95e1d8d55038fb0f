import Testing

@testable import RedoubtFirmware

/// Images for processors without the DSP extension, that no emulator here runs: they link.
@Suite(.enabled(if: isInstalled(.cortexM0Plus), .init(rawValue: absence)))
struct LinkTests {
  @Test func theInterpreterLinksForACortexM0PlusWithoutDualMacInstructions() throws {
    let builder = try ImageBuilder(.cortexM0Plus)
    let operators = """
      import RedoubtCore

      typealias ModelOperators = AllOperators<TFLM>

      """
    try builder.cache.withWorkFolder { folder in
      let layout = ImageLayout(arenaBytes: 4096, instructionBudget: 1)
      let image = try builder.build(
        .interpreter(operators: operators), model: [0], layout: layout, in: folder)
      #expect(image.symbol("application_main") != nil)
      #expect(ImageSizes(image).codeBytes > 20_000)
    }
  }
}
