/// Which data to read and how: `FORMAT:PATH[,key=value…]`, as the command line spells it.
///
///     cifar10:test_batch.bin,limit=100
///     idx:t10k-images-idx3-ubyte,labels=t10k-labels-idx1-ubyte
///     raw:records.bin,labels=labels.csv
///     float:records.bin,labels=labels.csv
///     digits
///     digits:calibration,limit=100
///
/// A path may hold commas, unless what follows one looks like `key=`.
public struct DatasetSpecification: Equatable, Sendable {
  /// How records are stored.
  public enum Format: String, CaseIterable, Sendable {
    /// CIFAR-10 binary records: a label byte, then 3072 pixels, planar.
    case cifar10
    /// IDX files of unsigned bytes, as MNIST comes.
    case idx
    /// int8 records, already quantised.
    case raw
    /// float32 records in the model's input layout, little-endian.
    case float
    /// The shipped images of handwritten digits; the path names the split.
    case digits
  }

  /// How records are stored; decides which keys there are.
  public var format: Format
  /// File with the records; for `digits` the name of the split, "test" or "calibration".
  public var path: String
  /// File with the labels, for formats that keep them apart.
  public var labels: String?
  /// First record taken.
  public var offset = 0
  /// Every how many records one is taken, at least 1.
  public var stride = 1
  /// Most records taken; nil for all.
  public var limit: Int?
  /// Subtracted from pixel/255, one value or one per channel; nil where the pixel value is the real input.
  public var mean: [Float]?
  /// Divides what is left, one value or one per channel.
  public var standardDeviation: [Float]?
  /// Quantisation that int8 records are in, where it is not the model's own.
  public var quantization: AffineQuantization?

  /// The specification without keys.
  public init(format: Format, path: String) {
    self.format = format
    self.path = path
  }

  /// Parses the command line's form.
  public init(parsing text: String) throws(DatasetError) {
    // The shipped digits need no path: the test split is meant.
    let name = Format.digits.rawValue
    var text = text
    if text == name || text.hasPrefix("\(name),") {
      text = "\(name):\(ShippedDigits.Split.test.rawValue)\(text.dropFirst(name.count))"
    }
    guard let colon = text.firstIndex(of: ":") else { throw .malformed(text) }
    guard let format = Format(rawValue: String(text[..<colon])) else {
      throw .unknownFormat(String(text[..<colon]))
    }
    var parts = Self.split(text[text.index(after: colon)...])
    let path = parts.removeFirst()
    guard !path.isEmpty else { throw .malformed(text) }
    if format == .digits, ShippedDigits.Split(rawValue: path) == nil { throw .unknownSplit(path) }
    self.init(format: format, path: path)
    var seen: Set<String> = []
    var scale: Float?
    var zeroPoint: Int?
    for part in parts {
      let (key, value) = Self.keyAndValue(part)
      guard seen.insert(key).inserted else { throw .repeatedKey(key) }
      guard format.keys.contains(key) else { throw .unknownKey(key, format: format) }
      switch key {
      case "offset": offset = try Self.integer(key, value, in: 0...Int(Int32.max))
      case "stride": stride = try Self.integer(key, value, in: 1...Int(Int32.max))
      case "limit": limit = try Self.integer(key, value, in: 1...Int(Int32.max))
      case "mean": mean = try Self.numbers(key, value) { $0.isFinite }
      case "std": standardDeviation = try Self.numbers(key, value) { $0.isFinite && $0 > 0 }
      case "scale": scale = try Self.numbers(key, value) { $0.isNormal && $0 > 0 }.first
      case "zeroPoint": zeroPoint = try Self.integer(key, value, in: -128...127)
      default: labels = value
      }
    }
    if scale != nil || zeroPoint != nil {
      guard let scale, let zeroPoint else {
        throw .invalidValue(
          key: scale == nil ? "scale" : "zeroPoint", value: "",
          expected: "to stand beside the other of the two")
      }
      quantization = AffineQuantization(scale: scale, zeroPoint: zeroPoint)
    }
  }

  /// Splits at commas that begin a `key=`.
  private static func split(_ text: Substring) -> [String] {
    var parts: [String] = []
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = piece.prefix { $0.isASCII && $0.isLetter }
      let isKey = !name.isEmpty && piece.dropFirst(name.count).first == "="
      if isKey || parts.isEmpty {
        parts.append(String(piece))
      } else {
        parts[parts.count - 1] += "," + piece
      }
    }
    return parts
  }

  private static func keyAndValue(_ part: String) -> (String, String) {
    let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(halves[0]), halves.count > 1 ? String(halves[1]) : "")
  }

  private static func integer(
    _ key: String, _ value: String, in range: ClosedRange<Int>
  ) throws(DatasetError) -> Int {
    guard let number = Int(value), range.contains(number) else {
      throw .invalidValue(key: key, value: value, expected: "a whole number, \(range.lowerBound) or more")
    }
    return number
  }

  private static func numbers(
    _ key: String, _ value: String, isValid: (Float) -> Bool
  ) throws(DatasetError) -> [Float] {
    var numbers: [Float] = []
    for text in value.split(separator: "/", omittingEmptySubsequences: false) {
      guard let number = Float(text), isValid(number) else {
        let sign = key == "mean" ? "" : " above 0"
        let form =
          key == "scale" ? "a number\(sign)" : "numbers\(sign), one or one per channel, as in 0.5/0.5/0.5"
        throw .invalidValue(key: key, value: value, expected: form)
      }
      numbers.append(number)
    }
    return numbers
  }
}

extension DatasetSpecification.Format {
  /// Keys that the format takes.
  public var keys: [String] {
    let selection = ["offset", "stride", "limit"]
    return switch self {
    case .cifar10: selection + ["mean", "std"]
    case .idx: ["labels"] + selection + ["mean", "std"]
    case .raw: ["labels"] + selection + ["scale", "zeroPoint"]
    case .float: ["labels"] + selection
    case .digits: selection
    }
  }
}
