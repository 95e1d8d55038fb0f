import ModelFixtures
import RedoubtCore
import TemporaryFiles
import Testing

@testable import RedoubtHost

@Suite struct ModelErrorTextTests {
  /// Every reason with every field that has a name gives whole sentences: where, what, what to do.
  @Test func everyErrorIsAStatementAndAnAction() {
    let fields: [Field] = [
      .fileHeader, .modelVersion, .modelSubgraphs, .operatorCodeCode, .subgraphInputs, .tensorShape,
      .tensorType,
      .quantizationScale, .operationInputs, .option(1), .bufferData, .metadataName,
    ]
    for code in UInt8(0)...UInt8.max {
      guard let reason = ModelError.Reason(rawValue: code) else { break }
      for field in fields {
        let text = ModelError(reason, field, index: 3, value: 5).text(operatorName: "CONV_2D")
        #expect(text.first?.isUppercase == true && text.hasSuffix("."), "\(text)")
        #expect(text.contains(". "), "a statement and an action: \(text)")
        #expect(!text.contains("Optional") && !text.contains("  "), "\(text)")
      }
    }
  }

  @Test func optionSlotsHaveTheNamesOfTheirOperator() {
    let error = ModelError(.outOfRange, .option(4), index: 7, value: 0)
    #expect(
      error.text(operatorName: "CONV_2D")
        == "Operator 7 (CONV_2D), option `dilation_w_factor`, holds 0, which is outside its range."
        + " The file is damaged or was written wrongly: fetch it or convert it again.")
    #expect(error.text(operatorName: nil).hasPrefix("Operator 7, option `slot 4`, holds 0"))
  }

  @Test func anOperatorWithoutAKernelIsNamedBySchema() throws {
    // 32 is CUSTOM, which no version of the runtime has a kernel for.
    let model = ModelFixture(
      tensors: [.activation([1, 2]), .activation([1, 2])],
      operators: [OperatorFixture(code: 32, inputs: [0], outputs: [1])])
    let folder = try TemporaryFolder()
    let path = try folder.file("custom.tflite", model.file)
    let error = #expect(throws: ModelFileError.self) { try HostInterpreter(contentsOf: path) }
    #expect(error?.operatorName == "CUSTOM")
    #expect(
      error?.description
        == "'\(path)' cannot be run. Operator 0 (CUSTOM, builtin code 32) has no kernel in this runtime."
        + " Export the model without it, or replace it by operators that the runtime has.")
  }

  @Test func namesFollowTheSchemasCodes() {
    #expect(BuiltinOperatorNames.name(of: 0) == "ADD")
    #expect(BuiltinOperatorNames.name(of: 3) == "CONV_2D")
    #expect(BuiltinOperatorNames.name(of: 9) == "FULLY_CONNECTED")
    #expect(BuiltinOperatorNames.name(of: 114) == "QUANTIZE")
    #expect(BuiltinOperatorNames.name(of: 117) == "HARD_SWISH")
    #expect(BuiltinOperatorNames.name(of: -1) == nil)
    #expect(BuiltinOperatorNames.name(of: 10_000) == nil)
  }
}
