import Foundation
import RedoubtCore
import RedoubtHost

/// A float network of a file, ready to run on records as the file lays them out.
public struct FloatNetwork: Sendable {
  /// The network without transposes, as it is computed.
  public let graph: Graph
  /// Bytes of the file it came from.
  public let fileBytes: Int
  /// The network's inputs and outputs in order, with the shapes of the file.
  public let inputs, outputs: [TensorDescription]
  private let path: String
  private let executor: FloatExecutor

  /// Reads the bytes of an `.onnx` file or a float `.tflite` file.
  ///
  /// - Parameter path: Where they come from: for errors, and for the folder of external data.
  /// - Throws: What is wrong and at which node.
  public init(_ file: [UInt8], path: String) throws(NetworkFileError) {
    self.path = path
    fileBytes = file.count
    do {
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      let imported =
        NetworkFile.isONNX(file)
        ? try ONNXImporter(file, folder: folder).graph() : try TFLiteImporter(file).graph()
      let graph = try imported.removingTransposes()
      self.graph = graph
      executor = try FloatExecutor(graph)
      inputs = try graph.inputs.map { try graph.describe($0, shape: graph.fileShape(of: $0)) }
      outputs = try graph.outputs.map { try graph.describe($0, shape: graph.fileShape(of: $0)) }
    } catch { throw NetworkFileError(path: path, reason: "\(error)") }
  }

  /// Runs records on several threads.
  ///
  /// - Parameters:
  ///   - records: For each, the bytes of all inputs one after the other, as the file lays them out; little-endian.
  ///   - threads: At most this many; nil for one per processor.
  /// - Returns: For each, the bytes of all outputs.
  public func run(_ records: [[UInt8]], threads: Int? = nil) throws(NetworkFileError) -> [[UInt8]] {
    do throws(GraphError) {
      let results = try executor.run(records: records.count, threads: threads) { (i) throws(GraphError) in
        try prepare(records[i])
      }
      var outputs: [[UInt8]] = []
      for result in results { outputs.append(try bytes(of: result)) }
      return outputs
    } catch { throw NetworkFileError(path: path, reason: "\(error)") }
  }

  /// Runs one record, and tells how long the inference took without conversions.
  func timedRun(_ record: [UInt8]) throws(NetworkFileError) -> (output: [UInt8], time: Duration) {
    do throws(GraphError) {
      let clock = ContinuousClock()
      let operands = try prepare(record)
      let start = clock.now
      let result = try executor.run(operands)
      let time = start.duration(to: clock.now)
      return (try bytes(of: result), time)
    } catch { throw NetworkFileError(path: path, reason: "\(error)") }
  }

  /// The inputs of a record as the graph takes them.
  private func prepare(_ record: [UInt8]) throws(GraphError) -> [HostTensor] {
    var tensors: [HostTensor] = []
    var place = 0
    for input in inputs {
      guard place + input.byteCount <= record.count else {
        throw GraphError("The record has \(record.count) bytes, too few for the inputs.")
      }
      tensors.append(
        HostTensor(
          shape: input.shape,
          data: TensorData(record[place..<place + input.byteCount], type: input.type)))
      place += input.byteCount
    }
    return try graph.arranged(tensors)
  }

  private func bytes(of result: [HostTensor]) throws(GraphError) -> [UInt8] {
    try graph.inFileLayout(result).flatMap(\.data.littleEndianBytes)
  }
}

extension Graph {
  /// A value as a report shows it.
  ///
  /// - Parameter shape: The shape to show, the value's own where it is left out.
  func describe(_ id: ValueID, shape: [Int]? = nil) throws(GraphError) -> TensorDescription {
    let shape = shape ?? self[id].shape
    guard shape.elementCount <= FloatExecutor.largestActivationBytes / 4 else {
      throw GraphError("A tensor of shape \(shape) is too large to be computed.", at: self[id].name)
    }
    let type: TensorType =
      switch self[id].type {
      case .float32: .float32
      case .int8: .int8
      case .int32: .int32
      case .int64: .int64
      case .bool: .bool
      }
    return TensorDescription(
      index: id.index, name: TensorDescription.printable(self[id].name), shape: shape, type: type,
      quantization: nil, scaleCount: 0)
  }
}

extension TensorData {
  /// Elements from their bytes, little-endian; of an integer type where `type` is one, else float32.
  init(_ bytes: ArraySlice<UInt8>, type: TensorType) {
    func elements<T>(_ width: Int, _ make: (UInt64) -> T) -> [T] {
      stride(from: bytes.startIndex, to: bytes.endIndex, by: width).map { start in
        make((0..<width).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) })
      }
    }
    switch type {
    case .int8: self = .int8(elements(1) { Int8(truncatingIfNeeded: $0) })
    case .bool: self = .bool(elements(1) { $0 != 0 })
    case .int32: self = .int32(elements(4) { Int32(truncatingIfNeeded: $0) })
    case .int64: self = .int64(elements(8) { Int64(truncatingIfNeeded: $0) })
    default: self = .float32(elements(4) { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) })
    }
  }

  /// The elements' bytes.
  var littleEndianBytes: [UInt8] {
    func bytes<T: FixedWidthInteger>(_ element: T) -> [UInt8] {
      (0..<T.bitWidth / 8).map { UInt8(truncatingIfNeeded: element >> T(8 * $0)) }
    }
    return switch self {
    case .float32(let elements): elements.flatMap { bytes($0.bitPattern) }
    case .int8(let elements): elements.map { UInt8(bitPattern: $0) }
    case .int32(let elements): elements.flatMap(bytes)
    case .int64(let elements): elements.flatMap(bytes)
    case .bool(let elements): elements.map { $0 ? 1 : 0 }
    }
  }
}
