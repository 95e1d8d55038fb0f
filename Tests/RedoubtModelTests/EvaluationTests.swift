import ModelFixtures
import RedoubtHost
import TemporaryFiles
import Testing

@testable import RedoubtModel

@Suite struct EvaluationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Four inputs pass to three outputs; the fourth is dropped.
  private var selector: ModelFixture {
    ModelFixture(
      tensors: [
        .activation([1, 4]), .weights([3, 4], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]), .activation([1, 3]),
      ], operators: [.fullyConnected(inputs: [0, 1, -1], output: 2)])
  }

  private func evaluate(_ text: String) throws -> Evaluation {
    try Evaluation.run(try HostInterpreter(selector.file), try DatasetSpecification(parsing: text))
  }

  private func data(_ labels: String) throws -> String {
    let records: [UInt8] = [9, 1, 1, 1, 1, 9, 1, 1, 1, 1, 9, 1, 5, 5, 1, 99]
    let table = "index,label\n" + labels.enumerated().map { "\($0),\($1)\n" }.joined()
    return "raw:\(try folder.file("r", records)),labels=\(try folder.file("l", table))"
  }

  @Test func decisionsAreComparedWithLabels() throws {
    // The last record is a tie between 0 and 1: 0 is decided.
    #expect(try evaluate(try data("0120")) == Evaluation(correct: 4, count: 4))
    #expect(try evaluate(try data("0121")) == Evaluation(correct: 3, count: 4))
    #expect(try evaluate(try data("2120") + ",offset=1,stride=2") == Evaluation(correct: 2, count: 2))
    #expect(Evaluation(correct: 3, count: 4).top1 == 0.75)
  }

  @Test func labelsMustBeThereAndBeClasses() throws {
    #expect(throws: DatasetError.labelsNeeded(.raw)) {
      try evaluate("raw:\(try folder.file("r", [1, 2, 3, 4]))")
    }
    let text = try data("0130")
    #expect(
      throws: DatasetError.invalidLabel(path: folder.path("l"), record: 2, label: 3, classes: 3)
    ) { try evaluate(text) }
  }

  @Test func progressMayStopTheWork() throws {
    struct Stop: Error {}
    let specification = try DatasetSpecification(parsing: try data("0120"))
    var seen: [Int] = []
    #expect(throws: Stop.self) {
      try Evaluation.run(try HostInterpreter(selector.file), specification) { done, count in
        seen.append(done)
        if done == 2 { throw Stop() }
      }
    }
    #expect(seen == [0, 1, 2])
  }

  @Test func rawRecordsRunOneAfterTheOther() throws {
    let interpreter = try HostInterpreter(selector.file)
    let run = try RecordRun(interpreter, input: [1, 2, 3, 4, 0xff, 0xfe, 0xfd, 0xfc], path: "in")
    #expect(run.records == 2 && run.output == [1, 2, 3, 0xff, 0xfe, 0xfd] && run.secondsPerRecord > 0)
    #expect(throws: DatasetError.partialRecord(path: "in", byteCount: 6, recordBytes: 4)) {
      try RecordRun(interpreter, input: [1, 2, 3, 4, 5, 6], path: "in")
    }
    #expect(throws: DatasetError.noRecords(path: "in", available: 0, offset: 0)) {
      try RecordRun(interpreter, input: [], path: "in")
    }
  }

  @Test func theBenchmarkTimesEveryOperator() throws {
    let benchmark = try InferenceBenchmark(try HostInterpreter(selector.file), seconds: 0.02)
    #expect(benchmark.operators.map(\.name) == ["FULLY_CONNECTED"] && benchmark.macs == 12)
    #expect(benchmark.minimumSeconds > 0 && benchmark.minimumSeconds <= benchmark.secondsPerInference)
    #expect(benchmark.repetitions >= 5)
  }
}
