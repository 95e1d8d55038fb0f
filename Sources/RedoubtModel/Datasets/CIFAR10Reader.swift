import RedoubtHost

/// CIFAR-10 "binary version": per record a label byte 0 … 9, then 1024 red, 1024 green and 1024 blue bytes, each
/// plane 32 × 32 row by row.
///
/// - Source: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009;
///   https://www.cs.toronto.edu/~kriz/cifar.html
enum CIFAR10Reader {
  private static let layout = ImageLayout(height: 32, width: 32, channels: 3, isPlanar: true)
  private static let classes = 10

  static func read(
    _ specification: DatasetSpecification
  ) throws -> (RecordFile, Dataset.Elements, labels: [Int]?) {
    let path = specification.path
    let recordBytes = 1 + layout.elementCount
    let file = try RecordFile(
      try InputFile.read(path), path: path, recordBytes: recordBytes, prefixBytes: 1)
    let labels = (0..<file.count).map { Int(file.bytes[$0 * recordBytes]) }
    if let record = labels.firstIndex(where: { $0 >= classes }) {
      throw DatasetError.invalidLabel(path: path, record: record, label: labels[record], classes: classes)
    }
    return (file, .pixels(layout), labels)
  }
}
