import RedoubtHost

/// float32 records, little-endian, one after the other without a header; labels in a table beside them.
enum FloatReader {
  static func read(
    _ specification: DatasetSpecification, elementsPerRecord: Int
  ) throws -> (RecordFile, Dataset.Elements, labels: [Int]?) {
    let file = try RecordFile(
      try InputFile.read(specification.path), path: specification.path, recordBytes: 4 * elementsPerRecord)
    return (file, .real, try specification.labels.map(LabelTable.read))
  }
}
