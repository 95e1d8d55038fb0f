import Testing

@testable import RedoubtModel

@Suite struct DatasetSpecificationTests {
  @Test func everyKeyIsRead() throws {
    let images = try DatasetSpecification(
      parsing: "idx:images,labels=labels,offset=3,stride=2,limit=10,mean=0.5,std=0.25/0.5/1")
    #expect(images.format == .idx && images.path == "images" && images.labels == "labels")
    #expect(images.offset == 3 && images.stride == 2 && images.limit == 10)
    #expect(images.mean == [0.5] && images.standardDeviation == [0.25, 0.5, 1])
    let raw = try DatasetSpecification(parsing: "raw:r.bin,scale=0.5,zeroPoint=-3")
    #expect(raw.quantization == AffineQuantization(scale: 0.5, zeroPoint: -3))
  }

  @Test func defaultsTakeEveryRecord() throws {
    let all = try DatasetSpecification(parsing: "cifar10:test.bin")
    #expect(all.offset == 0 && all.stride == 1 && all.limit == nil && all.mean == nil)
  }

  @Test(arguments: ["a,b.bin", "a=b.bin", "dir:x/y.bin", "a,1=2.bin"])
  func pathsMayHoldCommasColonsAndEquals(path: String) throws {
    let specification = try DatasetSpecification(parsing: "float:\(path),limit=1")
    #expect(specification.path == path && specification.limit == 1)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let text: String
    let error: DatasetError
    var testDescription: String { text }
  }

  @Test(arguments: [
    Refusal(text: "", error: .malformed("")),
    Refusal(text: "test.bin", error: .malformed("test.bin")),
    Refusal(text: "cifar10:", error: .malformed("cifar10:")),
    Refusal(text: "mnist:a", error: .unknownFormat("mnist")),
    Refusal(text: "digits:train", error: .unknownSplit("train")),
    Refusal(text: "digits,labels=a", error: .unknownKey("labels", format: .digits)),
    Refusal(text: "cifar10:a,labels=b", error: .unknownKey("labels", format: .cifar10)),
    Refusal(text: "float:a,mean=1", error: .unknownKey("mean", format: .float)),
    Refusal(text: "cifar10:a,limit=1,limit=2", error: .repeatedKey("limit")),
    Refusal(
      text: "cifar10:a,stride=0",
      error: .invalidValue(key: "stride", value: "0", expected: "a whole number, 1 or more")),
    Refusal(
      text: "cifar10:a,offset=-1",
      error: .invalidValue(key: "offset", value: "-1", expected: "a whole number, 0 or more")),
    Refusal(
      text: "cifar10:a,std=1/0/1",
      error: .invalidValue(
        key: "std", value: "1/0/1",
        expected: "numbers above 0, one or one per channel, as in 0.5/0.5/0.5")),
    Refusal(
      text: "raw:a,scale=1",
      error: .invalidValue(key: "zeroPoint", value: "", expected: "to stand beside the other of the two")),
  ])
  func wrongTextsAreRefused(_ c: Refusal) {
    #expect(throws: c.error) { try DatasetSpecification(parsing: c.text) }
    #expect(c.error.isUsage)
  }
}
