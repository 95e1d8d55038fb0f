import ModelFixtures
import RedoubtBoards
import RedoubtFootprint
import RedoubtHost
import Testing

/// Footprints worked out from made-up sizes, against sums by hand; and what the shipped sizes must know.
@Suite struct FootprintTests {
  /// A network of two FULLY_CONNECTED: 4 → 3 → 2.
  static let file: [UInt8] = {
    let fixture = ModelFixture(
      tensors: [
        .activation([1, 4]), .weights([3, 4], Array(repeating: 1, count: 12)), .activation([1, 3]),
        .weights([2, 3], Array(repeating: 1, count: 6)), .activation([1, 2]),
      ],
      operators: [
        .fullyConnected(inputs: [0, 1, -1], output: 2), .fullyConnected(inputs: [2, 3, -1], output: 4),
      ])
    return fixture.file
  }()

  private static let interpreterSizes = FormSizes(
    ramBytes: 8,
    parts: [
      CodePart(bytes: 1000, usedBy: [CodePart.base]), CodePart(bytes: 300, usedBy: ["FULLY_CONNECTED"]),
      CodePart(bytes: 5000, usedBy: ["CONV_2D"]),
      CodePart(bytes: 70, usedBy: ["FULLY_CONNECTED", "CONV_2D"]),
    ], bytesPerFurtherOperator: 90, stackBytes: ["FULLY_CONNECTED": 640, "CONV_2D": 9000])
  private static let codeSizes = FormSizes(
    ramBytes: 4,
    parts: [
      CodePart(bytes: 500, usedBy: [CodePart.base]), CodePart(bytes: 200, usedBy: ["fully_connected"]),
      CodePart(bytes: 180, usedBy: ["fully_connected once"]),
    ], bytesPerStep: ["fully_connected": 60], stackBytes: ["fully_connected": 100], stackBytesPerStep: 32)
  static let data = SizeData(
    toolchain: "none",
    cores: [
      "cortex-m4": CoreSizes(machine: "m", forms: ["interpreter": interpreterSizes, "c": codeSizes])
    ])

  @Test func theInterpreterIsItsPartsTheFileAndTheArena() throws {
    let footprint = try Footprint(
      ModelNeeds(Self.file, form: .interpreter), core: .cortexM4, data: Self.data)
    #expect(footprint.codeBytes == 1000 + 300 + 70, "one kind of operator: nothing for a second")
    #expect(footprint.flashBytes == 1370 + Self.file.count)
    #expect(try footprint.sramBytes == HostInterpreter(Self.file).plan.requiredBytes + 8)
    #expect(footprint.stackBytes == 640)
  }

  @Test func generatedCodeIsItsKernelsItsStepsAndItsArrays() throws {
    let needs = try ModelNeeds(Self.file, form: .c)
    #expect(needs.steps == ["fully_connected", "fully_connected"])
    let footprint = try Footprint(needs, core: .cortexM4, data: Self.data)
    #expect(footprint.codeBytes == 500 + 200 + 2 * 60)
    #expect(footprint.modelBytes >= 18 && footprint.modelBytes < Self.file.count)
    #expect(footprint.sramBytes == needs.arenaBytes + 4)
    #expect(footprint.stackBytes == 100, "two steps are what was measured")
  }

  @Test func aCoreWithoutImagesOfItsOwnHasThoseOfItsInstructionSet() throws {
    let needs = try ModelNeeds(Self.file, form: .interpreter)
    #expect(
      try Footprint(needs, core: .cortexM33, data: Self.data).flashBytes
        == Footprint(needs, core: .cortexM4, data: Self.data).flashBytes)
  }

  @Test func whatWasNotMeasuredIsNamedWithTheCommand() throws {
    let needs = try ModelNeeds(Self.file, form: .interpreter)
    var data = Self.data
    data.cores["cortex-m4"]?.forms["interpreter"]?.parts = [CodePart(bytes: 1, usedBy: [CodePart.base])]
    let error = #expect(throws: FootprintError.self) { try Footprint(needs, core: .cortexM4, data: data) }
    #expect(error == .unmeasured(feature: "FULLY_CONNECTED", core: "cortex-m4", form: "interpreter"))
    #expect(error?.description.contains(SizeData.command) == true)
  }

  @Test(arguments: CoreClass.allCases, DeploymentForm.allCases)
  func theShippedSizesKnowEveryCoreAndForm(_ core: CoreClass, _ form: DeploymentForm) throws {
    let footprint = try Footprint(ModelNeeds(Self.file, form: form), core: core)
    #expect(footprint.codeBytes > 500 && footprint.codeBytes < 60_000)
    #expect(footprint.dataBytes < 1000 && footprint.stackBytes < 1 << 15)
  }
}
