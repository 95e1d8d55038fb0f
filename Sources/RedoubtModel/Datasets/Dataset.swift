import RedoubtHost

/// Records of one file, in memory as the file has them, and their labels.
public struct Dataset: Sendable {
  /// What a record's bytes are.
  public enum Elements: Equatable, Sendable {
    /// Unsigned bytes, 0 … 255.
    case pixels(ImageLayout)
    /// int8, quantised as given, or as the network's input is.
    case quantized(AffineQuantization?)
    /// float32, little-endian.
    case real
  }

  /// What was asked for; its `offset`, `stride` and `limit` chose the records.
  public let specification: DatasetSpecification
  /// The same for all records: pixels, int8 or float32, as the format says.
  public let elements: Elements
  /// Number of records taken.
  public let count: Int
  /// Class of each record taken; nil where the data have none.
  public let labels: [Int]?
  private let file: RecordFile

  /// Reads a data set.
  ///
  /// - Parameter elementsPerRecord: Elements of the network's input; what a record of `raw` and `float` has.
  /// - Throws: `DatasetError` or `FileError`.
  public static func read(_ specification: DatasetSpecification, elementsPerRecord: Int) throws -> Dataset {
    let (file, elements, labels) =
      switch specification.format {
      case .cifar10: try CIFAR10Reader.read(specification)
      case .idx: try IDXReader.read(specification)
      case .raw: try RawReader.read(specification, elementsPerRecord: elementsPerRecord)
      case .float: try FloatReader.read(specification, elementsPerRecord: elementsPerRecord)
      case .digits: try IDXReader.readDigits(specification)
      }
    guard specification.offset < file.count else {
      throw DatasetError.noRecords(
        path: specification.path, available: file.count, offset: specification.offset)
    }
    if let labels, labels.count != file.count {
      throw DatasetError.labelCount(
        path: specification.labels ?? specification.path, labels: labels.count, records: file.count)
    }
    let available = (file.count - specification.offset - 1) / specification.stride + 1
    let count = min(available, specification.limit ?? available)
    let taken = (0..<count).map { specification.offset + $0 * specification.stride }
    return Dataset(
      specification: specification, elements: elements, count: count,
      labels: labels.map { all in taken.map { all[$0] } }, file: file)
  }

  /// Position in the file of record `i` of those taken.
  public func position(of i: Int) -> Int { specification.offset + i * specification.stride }

  /// The bytes of record `i` of those taken, without its label.
  public func record(_ i: Int) -> ArraySlice<UInt8> { file.record(position(of: i)) }
}

/// Records of equal length in a file.
struct RecordFile: Sendable {
  let bytes: [UInt8]
  /// Bytes before the first record.
  var headerBytes = 0
  /// Bytes from one record to the next, at least 1.
  let strideBytes: Int
  /// Bytes in front of each record's elements.
  var prefixBytes = 0
  let count: Int

  /// Records that fill a file.
  init(_ bytes: [UInt8], path: String, recordBytes: Int, prefixBytes: Int = 0) throws(DatasetError) {
    guard recordBytes > 0, bytes.count % recordBytes == 0 else {
      throw .partialRecord(path: path, byteCount: bytes.count, recordBytes: max(1, recordBytes))
    }
    self.bytes = bytes
    self.prefixBytes = prefixBytes
    strideBytes = recordBytes
    count = bytes.count / recordBytes
  }

  /// Records behind a header that says how many there are; the file has room for all of them.
  init(_ bytes: [UInt8], headerBytes: Int, recordBytes: Int, count: Int) {
    self.bytes = bytes
    self.headerBytes = headerBytes
    strideBytes = recordBytes
    self.count = count
  }

  func record(_ i: Int) -> ArraySlice<UInt8> {
    let start = headerBytes + i * strideBytes
    return bytes[start + prefixBytes..<start + strideBytes]
  }
}

/// Size of an image and the order of its bytes.
public struct ImageLayout: Equatable, Sendable {
  /// Rows, columns and values per pixel.
  public let height, width, channels: Int
  /// True when each channel is a plane of its own (channels first), false when channels are innermost.
  public let isPlanar: Bool

  /// Values of an image; a byte each.
  public var elementCount: Int { height * width * channels }
}
