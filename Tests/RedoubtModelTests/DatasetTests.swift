import RedoubtHost
import TemporaryFiles
import Testing

@testable import RedoubtModel

@Suite struct DatasetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ text: String, elements: Int = 4) throws -> Dataset {
    try Dataset.read(try DatasetSpecification(parsing: text), elementsPerRecord: elements)
  }

  /// `count` CIFAR-10 records with labels 0, 1, 2 … and the label as every pixel.
  private func cifar(_ count: Int) throws -> String {
    try folder.file("c.bin", (0..<count).flatMap { [UInt8](repeating: UInt8($0), count: 3073) })
  }

  @Test func cifarRecordsHaveTheirLabels() throws {
    let data = try read("cifar10:\(try cifar(5))")
    #expect(data.count == 5 && data.labels == [0, 1, 2, 3, 4])
    #expect(data.record(3).count == 3072 && data.record(3).allSatisfy { $0 == 3 })
  }

  struct Selection: Sendable {
    let keys: String
    let labels: [Int]
  }

  @Test(arguments: [
    Selection(keys: ",offset=2", labels: [2, 3, 4]), Selection(keys: ",stride=2", labels: [0, 2, 4]),
    Selection(keys: ",stride=3,offset=1", labels: [1, 4]), Selection(keys: ",limit=2", labels: [0, 1]),
    Selection(keys: ",limit=2,stride=2,offset=1", labels: [1, 3]), Selection(keys: ",stride=99", labels: [0]),
    Selection(keys: ",limit=99", labels: [0, 1, 2, 3, 4]),
  ])
  func offsetStrideAndLimitSelect(_ c: Selection) throws {
    let data = try read("cifar10:\(try cifar(5))\(c.keys)")
    #expect(data.labels == c.labels && data.count == c.labels.count)
    #expect((0..<data.count).map { Int(data.record($0).first ?? 255) } == c.labels)
  }

  @Test(arguments: [("digits", 500), ("digits:calibration", 200), ("digits:test,offset=490", 10)])
  func shippedDigitsAreThere(_ text: String, _ count: Int) throws {
    let data = try read(text)
    #expect(data.count == count && data.labels?.count == count)
    #expect(data.labels?.allSatisfy((0...9).contains) == true)
    #expect((0..<count).allSatisfy { data.record($0).count == 64 && data.record($0).allSatisfy { $0 <= 16 } })
  }

  @Test("no shipped test image is among the calibration images")
  func shippedSplitsAreDisjoint() throws {
    let sets = try ["digits", "digits:calibration"].map { text in
      let data = try read(text)
      return Set((0..<data.count).map { Array(data.record($0)) })
    }
    #expect(sets[0].count == 500 && sets[1].count == 200 && sets[0].isDisjoint(with: sets[1]))
  }

  @Test("the shipped int8 network decides at least 97.5 % of the shipped test images as labelled")
  func shippedNetworkIsAccurate() throws {
    let interpreter = try HostInterpreter(ShippedDigits.int8Network)
    let evaluation = try Evaluation.run(interpreter, try DatasetSpecification(parsing: "digits"))
    #expect(evaluation.count == 500 && evaluation.top1 >= 0.975)
  }

  @Test func cifarFilesOfOtherFormsAreRefused() throws {
    let path = try folder.file("c.bin", [UInt8](repeating: 0, count: 3072))
    #expect(throws: DatasetError.partialRecord(path: path, byteCount: 3072, recordBytes: 3073)) {
      try read("cifar10:\(path)")
    }
    let labels = try folder.file("l.bin", [UInt8](repeating: 10, count: 3073))
    #expect(throws: DatasetError.invalidLabel(path: labels, record: 0, label: 10, classes: 10)) {
      try read("cifar10:\(labels)")
    }
    let five = try cifar(5)
    #expect(throws: DatasetError.noRecords(path: five, available: 5, offset: 5)) {
      try read("cifar10:\(five),offset=5")
    }
    #expect(throws: FileError.missing(path: "/no/file")) { try read("cifar10:/no/file") }
  }

  private static func idx(_ shape: [UInt8], _ elements: [UInt8]) -> [UInt8] {
    [0, 0, 8, UInt8(shape.count)] + shape.flatMap { [0, 0, 0, $0] } + elements
  }

  @Test func idxImagesAndLabelsAreRead() throws {
    let images = try folder.file("i", Self.idx([2, 1, 3], [1, 2, 3, 4, 5, 6]))
    let labels = try folder.file("l", Self.idx([2], [7, 9]))
    let data = try read("idx:\(images),labels=\(labels)")
    #expect(data.labels == [7, 9] && Array(data.record(1)) == [4, 5, 6])
    #expect(data.elements == .pixels(ImageLayout(height: 1, width: 3, channels: 1, isPlanar: false)))
    #expect(try read("idx:\(images)").labels == nil)
  }

  @Test(
    arguments: [
      [], [0, 0, 8], [0x1f, 0x8b, 8, 0], [0, 0, 9, 1, 0, 0, 0, 0], [0, 0, 8, 0], [0, 0, 8, 4, 0, 0, 0, 1],
      [0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 2, 5], [0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255],
      [0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 0], [0, 0, 8, 1, 0, 0, 0, 1, 5],
    ] as [[UInt8]])
  func brokenIDXFilesAreRefused(_ bytes: [UInt8]) throws {
    let path = try folder.file("i", bytes)
    let error = #expect(throws: DatasetError.self) { try read("idx:\(path)") }
    guard case .invalidIDX = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func aLabelTableMayBeInAnyOrderWithOtherColumns() throws {
    let records = try folder.file("r", [1, 2, 3, 4, 5, 6, 7, 8])
    let labels = try folder.file("l.csv", "word,label,index\r\nno,3,1\r\nyes, 2 ,0\r\n\r\n")
    let data = try read("raw:\(records),labels=\(labels)")
    #expect(data.labels == [2, 3] && Array(data.record(1)) == [5, 6, 7, 8])
  }

  @Test func labelsForAnotherNumberOfRecordsAreRefused() throws {
    let records = try folder.file("r", [1, 2, 3, 4])
    let labels = try folder.file("l.csv", "index,label\n0,1\n1,1\n")
    #expect(throws: DatasetError.labelCount(path: labels, labels: 2, records: 1)) {
      try read("raw:\(records),labels=\(labels)")
    }
  }

  @Test(arguments: [
    "", "label\n1\n", "index,label\n0,x\n", "index,label\n0\n", "index,label\n-1,0\n",
    "index,label\n0,1\n0,2\n",
    "index,label\n0,1\n2,1\n",
  ])
  func brokenLabelTablesAreRefused(text: String) throws {
    let records = try folder.file("r", [1, 2, 3, 4])
    let labels = try folder.file("l.csv", text)
    let error = #expect(throws: DatasetError.self) { try read("raw:\(records),labels=\(labels)") }
    guard case .invalidTable = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func floatRecordsHaveFourBytesPerElement() throws {
    let records = try folder.file("f", [UInt8](repeating: 0, count: 32))
    #expect(try read("float:\(records)").count == 2)
    #expect(throws: DatasetError.self) { try read("float:\(records)", elements: 3) }
  }
}
