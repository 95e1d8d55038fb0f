import Foundation
import ModelFixtures
import RedoubtBoards
import RedoubtHost
import RedoubtModel
import Testing

@testable import RedoubtReport

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct MemoryPlanTests {
  /// Two operators without scratch memory, 4 → 8 → 4, with a plan of the file's own: the drawing is known.
  private static func summary(name: String = "tensor") throws -> ModelSummary {
    try ModelSummary(try interpreter(name: name))
  }

  private static func interpreter(name: String = "tensor") throws -> HostInterpreter {
    var fixture = ModelFixture(
      tensors: [.activation([1, 1, 1, 4]), .activation([1, 1, 2, 4]), .activation([1, 1, 1, 4])],
      operators: [
        OperatorFixture(
          code: 2, inputs: [0, 0], outputs: [1], optionsType: 10, options: [0: .int32(2), 1: .int8(0)]),
        OperatorFixture(
          code: 17, inputs: [1], outputs: [2], optionsType: 5,
          options: [0: .int8(1), 1: .int32(1), 2: .int32(1), 3: .int32(2), 4: .int32(1), 5: .int8(0)]),
      ])
    fixture.setOfflinePlan([8, 0, 12])
    for i in fixture.tensors.indices { fixture.tensors[i].fields[3] = .string(name) }
    return try HostInterpreter(fixture.file)
  }

  @Test func theTextDrawsEachTensorWhereItLies() throws {
    let text = MemoryPlanText.text(try Self.summary())
    let drawing = text.split(separator: "\n").filter {
      $0.contains("│") || $0.contains("┐") || $0.contains("└")
    }
    #expect(drawing.count == 17)
    // From the top: the output from byte 12 during operator 1, the input from 8 during 0, the middle from 0 in both.
    #expect(drawing[0] == "16 ┐      cccccc")
    #expect(drawing[3] == "   │      cccccc")
    #expect(drawing[4] == "   │aaaaaa")
    #expect(drawing[7] == "   │aaaaaa")
    #expect(drawing[8] == "   │bbbbbbbbbbbb")
    #expect(drawing[15] == "   │bbbbbbbbbbbb")
    #expect(drawing[16] == " 0 └0     1")
    #expect(text.contains("b       1  activation  1×1×2×4       0      8  0–1"))
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var elements: [String: Int] = [:]
    var classes: [String: Int] = [:]
    var text = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      elements[name, default: 0] += 1
      for one in (attributes["class"] ?? "").split(separator: " ") { classes[String(one), default: 0] += 1 }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { self.text += text }
  }

  private static func parse(_ svg: String) throws -> Reader {
    let parser = XMLParser(data: Data(svg.utf8))
    let reader = Reader()
    parser.delegate = reader
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
    return reader
  }

  @Test func thePictureIsWellFormedAndHasABarAndATooltipPerTensor() throws {
    let summary = try Self.summary()
    let svg = try Self.parse(MemoryPlanSVG.text(summary, name: "model.tflite"))
    #expect(svg.classes["bar"] == 3 && svg.elements["title"] == 3)
    #expect(svg.text.contains("Memory plan of model.tflite"))
    #expect(svg.text.contains("8 bytes at 0…7"))
    #expect(svg.text.contains("during operators 0 (CONCATENATION) to 1 (MAX_POOL_2D)"))
  }

  @Test func namesCannotBreakThePicture() throws {
    let name = "a<b>&\"c\"\u{1}\u{1b}]]>"
    let svg = try Self.parse(MemoryPlanSVG.text(try Self.summary(name: name), name: name))
    #expect(svg.text.contains("a<b>&\"c\""))
  }

  @Test func thePictureNeedsNothingFromOutside() throws {
    let svg = MemoryPlanSVG.text(try Self.summary(), name: "m")
    #expect(svg.components(separatedBy: "http").count == 2, "the namespace is the only address")
    #expect(svg.contains("prefers-color-scheme: dark"))
  }

  @Test func theMapCoversTheWholeFileWithoutOverlap() throws {
    let summary = try Self.summary()
    let map = try MemoryMap(try Self.interpreter())
    let lines = MemoryMapText.text(map).split(separator: "\n").prefix { $0 != "Arena" }.dropFirst(2)
    var end = 0
    for line in lines {
      let numbers = line.split(separator: " ").prefix(2).compactMap { Int($0.filter { $0 != "," }) }
      #expect(numbers.first == end, "\(line)")
      end += numbers.last ?? 0
    }
    #expect(end == summary.fileBytes)
  }
}
