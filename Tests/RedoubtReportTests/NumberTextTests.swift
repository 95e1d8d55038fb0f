import Testing

@testable import RedoubtReport

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (12_501_632, "12,501,632"), (-1234, "-1,234"),
    (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func thousandsAreSeparated(value: Int, text: String) { #expect(NumberText.grouped(value) == text) }

  @Test(arguments: [(7.8123e-5, "78.12 µs"), (0.0035542, "3.554 ms"), (2.0, "2.00 s")])
  func timesHaveAFittingUnit(value: Double, text: String) { #expect(NumberText.duration(value) == text) }

  @Test func columnsAreAsWideAsTheirLongestEntry() {
    var table = TextTable([("a", .left), ("bb", .right)])
    table.append(["xyz", "1"])
    table.append(["é", ""])
    #expect(table.text == "a    bb\nxyz   1\né\n")
  }
}
