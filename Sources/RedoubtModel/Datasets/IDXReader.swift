import RedoubtHost

/// IDX files of unsigned bytes: two zero bytes, type 0x08, number of dimensions, each dimension as a big-endian
/// 32-bit number, then the elements. The first dimension counts the records.
///
/// Images are [N, height, width] or [N, height, width, channels]; labels are [N].
///
/// - Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", section "File formats".
enum IDXReader {
  static func read(
    _ specification: DatasetSpecification
  ) throws -> (RecordFile, Dataset.Elements, labels: [Int]?) {
    let images = try open(InputFile.read(specification.path), specification.path)
    return try read(images, specification, labels: specification.labels.map(labels))
  }

  /// The shipped images; the path is the split.
  static func readDigits(
    _ specification: DatasetSpecification
  ) throws -> (RecordFile, Dataset.Elements, labels: [Int]?) {
    guard let split = ShippedDigits.Split(rawValue: specification.path) else {
      throw DatasetError.unknownSplit(specification.path)
    }
    let images = try open(ShippedDigits.images(split), specification.path)
    return try read(
      images, specification, labels: labels(ShippedDigits.labels(split), specification.path))
  }

  private static func read(
    _ images: ([UInt8], shape: [Int]), _ specification: DatasetSpecification, labels: [Int]?
  ) throws -> (RecordFile, Dataset.Elements, labels: [Int]?) {
    let (bytes, shape) = images
    guard (2...4).contains(shape.count) else {
      throw DatasetError.invalidIDX(
        path: specification.path, problem: "it has \(shape.count) dimensions, and images have 2 to 4")
    }
    let layout = ImageLayout(
      height: shape.count > 2 ? shape[1] : 1, width: shape.count > 2 ? shape[2] : shape[1],
      channels: shape.count > 3 ? shape[3] : 1, isPlanar: false)
    let file = RecordFile(
      bytes, headerBytes: headerBytes(shape), recordBytes: layout.elementCount, count: shape[0])
    return (file, .pixels(layout), labels)
  }

  private static func labels(_ path: String) throws -> [Int] { try labels(InputFile.read(path), path) }

  private static func labels(_ bytes: [UInt8], _ path: String) throws -> [Int] {
    let (bytes, shape) = try open(bytes, path)
    guard shape.count == 1 else {
      throw DatasetError.invalidIDX(
        path: path, problem: "it has \(shape.count) dimensions, and labels have 1")
    }
    return bytes[headerBytes(shape)...].map { Int($0) }
  }

  private static func headerBytes(_ shape: [Int]) -> Int { 4 + 4 * shape.count }

  /// The file and its shape, checked against its length.
  private static func open(_ bytes: [UInt8], _ path: String) throws(DatasetError) -> ([UInt8], shape: [Int]) {
    func refuse(_ problem: String) -> DatasetError { .invalidIDX(path: path, problem: problem) }
    if bytes.starts(with: [0x1f, 0x8b]) { throw refuse("it is compressed with gzip") }
    guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0 else {
      throw refuse("it does not begin with two zero bytes")
    }
    guard bytes[2] == 8 else {
      throw refuse("its element type is \(bytes[2]), and this reader takes 8, unsigned bytes")
    }
    let rank = Int(bytes[3])
    guard rank > 0, bytes.count >= 4 + 4 * rank else {
      throw refuse("its header of \(rank) dimensions does not fit in \(bytes.count) bytes")
    }
    let shape = (0..<rank).map { i in
      bytes[4 + 4 * i..<8 + 4 * i].reduce(0) { $0 << 8 | Int($1) }
    }
    var size = headerBytes(shape)
    var elements = 1
    for dimension in shape {
      let (product, overflow) = elements.multipliedReportingOverflow(by: dimension)
      guard !overflow, product <= Int(Int32.max) else {
        throw refuse("its dimensions \(shape) are too large")
      }
      elements = product
    }
    size += elements
    guard size == bytes.count, shape.dropFirst().allSatisfy({ $0 > 0 }) else {
      throw refuse("its dimensions \(shape) need \(size) bytes, and it has \(bytes.count)")
    }
    return (bytes, shape)
  }
}
