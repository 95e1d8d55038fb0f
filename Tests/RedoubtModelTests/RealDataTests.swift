import ModelFixtures
import RedoubtHost
import Testing

@testable import RedoubtModel

/// Accuracy of trained networks on real data, on few records each so that debug builds stay fast.
@Suite(.enabled(if: TestData.isPresent, Comment(rawValue: TestData.absence)))
struct RealDataTests {
  struct Accuracy: Sendable, CustomTestStringConvertible {
    let model, dataset, labels, keys: String
    let correct, count: Int
    var testDescription: String { model }
  }

  /// The counts are those of LiteRT 2.3.0 with its reference kernels (`OpResolverType.BUILTIN_REF`).
  @Test(arguments: [
    Accuracy(
      model: "pretrainedResnet_quant.tflite", dataset: "cifar10", labels: "",
      keys: "cifar10-raw-test-846.bin,stride=17,limit=40", correct: 39, count: 40),
    Accuracy(
      model: "kws_ref_model.tflite", dataset: "raw", labels: "kws01-1000-labels.csv",
      keys: "kws01-1000.bin,offset=3,stride=19", correct: 47, count: 53),
  ])
  func decisionsAreThoseOfTheReference(_ c: Accuracy) throws {
    let folder = TestData.url("datasets").path
    let labels = c.labels.isEmpty ? "" : ",labels=\(folder)/\(c.labels)"
    let evaluation = try Evaluation.run(
      try HostInterpreter(contentsOf: TestData.url("models/\(c.model)").path, rounding: .litert),
      try DatasetSpecification(parsing: "\(c.dataset):\(folder)/\(c.keys)\(labels)"))
    #expect(evaluation == Evaluation(correct: c.correct, count: c.count))
  }
}
