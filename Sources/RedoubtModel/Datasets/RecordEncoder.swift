import RedoubtCore

/// Turns records of a data set into the bytes of a network's input.
///
/// - Pixels: the real input is the pixel value 0 … 255, or (pixel/255 − mean)/std where the data set gives these.
/// - int8 records are taken as they are, or through their own quantisation.
/// - Real values are quantised: value/scale rounded half away from zero, plus zero point, saturated.
///
/// Images are laid out as the input's shape says: [1, H, W, C] with channels innermost, [1, C, H, W] as planes; an
/// input that is no image takes channels innermost.
public struct RecordEncoder: Sendable {
  private enum Method {
    /// Byte per element; `tables` has 256 results per channel, `sources` the place in the record of each element.
    case table(tables: [[UInt8]], sources: [Int], channels: [Int])
    /// Real values, quantised, or passed on where nil.
    case real(AffineQuantization?)
    case copy
  }

  private let dataset: Dataset
  private let method: Method

  /// - Parameter input: The network's only input, batch 1, int8 or float32.
  public init(_ dataset: Dataset, input: TensorDescription) throws(DatasetError) {
    self.dataset = dataset
    let quantization: AffineQuantization?
    switch input.type {
    case .int8:
      guard let own = input.quantization else {
        throw .mismatch("The network's input has no scale. Give a model whose input is quantised per tensor.")
      }
      quantization = own
    case .float32: quantization = nil
    default:
      throw .mismatch("The network's input is \(input.type), and data sets need int8 or float32.")
    }
    switch dataset.elements {
    case .pixels(let layout):
      let sources = try Self.sources(layout, shape: input.shape)
      let realValues = try Self.realPixels(dataset.specification, channels: layout.channels)
      method = .table(
        tables: realValues.map { Self.bytes($0, quantization) }, sources: sources.places,
        channels: sources.channels)
    case .quantized(let own):
      if let own {
        let values = (0..<256).map { own.dequantize(Int8(truncatingIfNeeded: $0)) }
        method = .table(
          tables: [Self.bytes(values, quantization)], sources: Array(0..<input.elementCount),
          channels: [Int](repeating: 0, count: input.elementCount))
      } else if quantization != nil {
        method = .copy
      } else {
        throw .mismatch(
          "The network's input is float32, and the records are int8 without a scale."
            + " Add scale=S,zeroPoint=Z to the data set.")
      }
    case .real: method = .real(quantization)
    }
  }

  /// The input bytes for record `i` of those taken.
  ///
  /// - Throws: Where a real value is not a number.
  public func encode(_ i: Int) throws(DatasetError) -> [UInt8] {
    let record = dataset.record(i)
    switch method {
    case .copy: return Array(record)
    case .table(let tables, let sources, let channels):
      let width = tables[0].count / 256
      var result = [UInt8](repeating: 0, count: sources.count * width)
      for element in sources.indices {
        let value = Int(record[record.startIndex + sources[element]])
        for byte in 0..<width {
          result[element * width + byte] = tables[channels[element]][value * width + byte]
        }
      }
      return result
    case .real(let quantization):
      guard let quantization else { return Array(record) }
      var result: [UInt8] = []
      result.reserveCapacity(record.count / 4)
      for start in stride(from: record.startIndex, to: record.endIndex, by: 4) {
        let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(record[start + $1]) << UInt32(8 * $1) }
        let value = Float(bitPattern: bits)
        guard !value.isNaN else {
          throw .mismatch(
            "'\(dataset.specification.path)', record \(dataset.position(of: i)):"
              + " element \(result.count) is not a number. Give float32 records, little-endian.")
        }
        result.append(UInt8(bitPattern: quantization.quantize(value)))
      }
      return result
    }
  }

  /// Input bytes for each of 256 real values.
  private static func bytes(_ values: [Float], _ quantization: AffineQuantization?) -> [UInt8] {
    values.flatMap { value -> [UInt8] in
      if let quantization { return [UInt8(bitPattern: quantization.quantize(value))] }
      return (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt32(8 * $0)) }
    }
  }

  /// Real value of each pixel value, per channel.
  private static func realPixels(
    _ specification: DatasetSpecification, channels: Int
  ) throws(DatasetError) -> [[Float]] {
    func spread(_ values: [Float]?, _ key: String, absent: Float) throws(DatasetError) -> [Float] {
      let values = values ?? [absent]
      guard values.count == 1 || values.count == channels else {
        throw .mismatch(
          "The data set's key '\(key)' has \(values.count) values, and the images have \(channels) channels."
            + " Give one value, or one per channel.")
      }
      return values.count == channels ? values : [Float](repeating: values[0], count: channels)
    }
    guard specification.mean != nil || specification.standardDeviation != nil else {
      return [[Float]](repeating: (0..<256).map { Float($0) }, count: channels)
    }
    let mean = try spread(specification.mean, "mean", absent: 0)
    let deviation = try spread(specification.standardDeviation, "std", absent: 1)
    return (0..<channels).map { c in (0..<256).map { (Float($0) / 255 - mean[c]) / deviation[c] } }
  }

  /// For each element of the input, its place in the record and its channel.
  private static func sources(
    _ layout: ImageLayout, shape: [Int]
  ) throws(DatasetError) -> (places: [Int], channels: [Int]) {
    let (height, width, channels) = (layout.height, layout.width, layout.channels)
    let count = shape.reduce(1, *)
    // Dimensions of 1 say nothing about the layout: a batch, or the channel of a grey image.
    let significant = shape.filter { $0 != 1 }
    let innermost = [height, width, channels].filter { $0 != 1 }
    let planes = [channels, height, width].filter { $0 != 1 }
    let wantsPlanes = significant == planes && significant != innermost
    guard count == layout.elementCount, wantsPlanes || significant == innermost || significant.count <= 1
    else {
      throw .mismatch(
        "The images are \(height)×\(width)×\(channels), and the network's input is"
          + " \(shape.map(String.init).joined(separator: "×")). Give the data that this network was trained for."
      )
    }
    var places: [Int] = []
    var channelOf: [Int] = []
    places.reserveCapacity(count)
    channelOf.reserveCapacity(count)
    for element in 0..<count {
      let cell = wantsPlanes ? element % (height * width) : element / channels
      let channel = wantsPlanes ? element / (height * width) : element % channels
      places.append(layout.isPlanar ? channel * height * width + cell : cell * channels + channel)
      channelOf.append(channel)
    }
    return (places, channelOf)
  }
}
