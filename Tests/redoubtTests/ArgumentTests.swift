import Testing

@testable import redoubt

@Suite struct ArgumentTests {
  private static let input = CommandSyntax.Option(
    name: "--input", metavar: "FILE", help: "In.", isRequired: true)
  private static let mode = CommandSyntax.Option(
    name: "--mode", metavar: "fast|slow", help: "How.", choices: ["fast", "slow"])
  private static let flag = CommandSyntax.Option(name: "--verbose", help: "More.")
  private static let syntax = CommandSyntax(
    name: "try", summary: "Try.", positionals: [.init(name: "MODEL", help: "A model.")],
    options: [input, mode, flag])

  private func parse(_ arguments: String...) throws -> ParsedArguments { try Self.syntax.parse(arguments) }

  private func message(_ arguments: String...) -> String {
    do {
      _ = try Self.syntax.parse(arguments)
      return ""
    } catch {
      return error.message
    }
  }

  @Test func valuesMayFollowAnEqualsSignOrASpace() throws {
    for arguments in [
      ["m", "--input", "a", "--mode", "fast"], ["--input=a", "m", "--mode=fast"],
      ["--mode=fast", "--input=a", "m"],
    ] {
      let parsed = try Self.syntax.parse(arguments)
      #expect(parsed.positional("MODEL") == "m")
      #expect(parsed[Self.input] == "a" && parsed[Self.mode] == "fast" && !parsed.has(Self.flag))
    }
  }

  @Test func namesWithHyphensPassBehindTwoHyphensOrAnEqualsSign() throws {
    let parsed = try parse("--input=--a=b", "--verbose", "--", "--model")
    #expect(parsed[Self.input] == "--a=b" && parsed.has(Self.flag) && parsed.positional("MODEL") == "--model")
  }

  @Test func aSingleHyphenAndNegativeNumbersAreValues() throws {
    #expect(try parse("-", "--input", "-1").positional("MODEL") == "-")
    #expect(try parse("m", "--input", "-1")[Self.input] == "-1")
  }

  @Test func eachMistakeHasItsMessage() {
    #expect(message("--input", "a") == "MODEL is missing. Give a model.")
    #expect(message("m") == "--input is missing. Add --input FILE.")
    #expect(message("m", "--input") == "--input needs a value. Write --input FILE.")
    #expect(message("m", "--input", "--verbose") == "--input needs a value. Write --input FILE.")
    #expect(message("m", "--input=") == "--input needs a value. Write --input FILE.")
    #expect(message("m", "--verbose=1") == "--verbose takes no value, and '1' was given. Drop it.")
    #expect(message("m", "--input", "a", "--input", "b") == "--input is given twice. Give it once.")
    #expect(message("m", "--verbose", "--verbose") == "--verbose is given twice. Give it once.")
    #expect(message("m", "--mode", "slaw") == "--mode cannot be 'slaw'. Did you mean 'slow'?")
    #expect(message("m", "--mode", "x") == "--mode cannot be 'x'. Use one of fast, slow.")
    #expect(message("m", "--imput", "a") == "'--imput' is not an option of 'try'. Did you mean '--input'?")
    #expect(message("m", "-v").hasPrefix("'-v' is not an option of 'try'."))
    #expect(
      message("m", "n")
        == "'n' is one argument too many: 'try' takes MODEL and options. Leave it out.")
  }

  @Test(arguments: [
    ("inspct", "inspect"), ("isnpect", "inspect"), ("eval", "evaluate"), ("Run", "run"), ("--jsn", "--json"),
    ("-json", "--json"), ("json", "--json"),
  ])
  func theNearestNameIsSuggested(wrong: String, right: String) {
    #expect(
      Suggestion.nearest(wrong, among: ["inspect", "run", "evaluate", "bench", "--json", "--svg"]) == right)
  }

  @Test(arguments: ["", "-", "xyz", "quantisation"])
  func farNamesAreNotSuggested(wrong: String) {
    #expect(Suggestion.nearest(wrong, among: ["inspect", "run", "evaluate", "--json"]) == nil)
  }

  @Test func theLastPositionalMayBeRepeated() throws {
    let several = CommandSyntax(
      name: "several", summary: "Several.",
      positionals: [.init(name: "DIR", help: "A folder.", isRepeated: true)],
      options: [Self.flag])
    #expect(try several.parse(["a", "--verbose", "b", "--", "--c"]).repeated == ["a", "b", "--c"])
    #expect(throws: UsageError.self) { try several.parse(["--verbose"]) }
    #expect(HelpText.usage(several) == "Usage: redoubt several DIR… [--verbose]")
  }
}
