import RedoubtHost

/// int8 records, one after the other without a header; labels in a table beside them.
enum RawReader {
  static func read(
    _ specification: DatasetSpecification, elementsPerRecord: Int
  ) throws -> (RecordFile, Dataset.Elements, labels: [Int]?) {
    let file = try RecordFile(
      try InputFile.read(specification.path), path: specification.path, recordBytes: elementsPerRecord)
    return (file, .quantized(specification.quantization), try specification.labels.map(LabelTable.read))
  }
}
