import Foundation
import RedoubtCore
import RedoubtHost
import RedoubtModel

/// How near an int8 network comes to its float source over some records.
public struct Fidelity: Equatable, Sendable {
  /// The error of one operator's first output, together with all errors before it.
  public struct OperatorError: Equatable, Sendable {
    /// Index in the int8 network.
    public let index: Int
    /// Name in the schema, and of its output.
    public let kind, output: String
    /// Sums of squares over all elements and records: of the float output, and of the difference.
    public fileprivate(set) var signal = 0.0
    /// Sum of squares of the difference between the float output and the int8 one in real units.
    public fileprivate(set) var noise = 0.0

    /// Signal-to-noise ratio in decibels; infinite without noise.
    public var decibels: Double { 10 * log10(signal / noise) }
  }

  /// In the order of the network; without signal and noise where the first output is not int8.
  public fileprivate(set) var operators: [OperatorError] = []
  /// Over logits: the network's outputs, before a SOFTMAX or LOGISTIC that ends it.
  public fileprivate(set) var maxAbsoluteError = 0.0
  fileprivate var squaredError = 0.0
  fileprivate var logits = 0
  /// Records compared so far.
  public fileprivate(set) var records = 0
  /// Records whose largest logit is the same.
  public fileprivate(set) var agreements = 0

  /// Operators by rising signal-to-noise ratio.
  public var worstFirst: [OperatorError] {
    operators.filter { $0.signal > 0 || $0.noise > 0 }.sorted {
      ($0.decibels, $0.index) < ($1.decibels, $1.index)
    }
  }

  /// Over all logits of all records; 0 without any.
  public var meanSquaredError: Double { logits == 0 ? 0 : squaredError / Double(logits) }

  /// Records per partial sum; fixed, so that sums do not depend on the number of threads.
  private static let batchRecords = 16

  /// Runs both networks.
  ///
  /// - Parameters:
  ///   - graph: The float network; its operations are those of the int8 one, one by one.
  init(
    _ model: Int8Model, _ graph: Graph, _ records: CalibrationRecords, threads: Int?,
    progress: (_ done: Int) throws -> Void = { _ in }
  ) throws {
    let executor = try FloatExecutor(graph)
    let batches = (records.count + Self.batchRecords - 1) / Self.batchRecords
    for first in stride(from: 0, to: batches, by: 8) {
      try progress(first * Self.batchRecords)
      let parts = try concurrentMap(min(8, batches - first), threads: threads) { i in
        let start = (first + i) * Self.batchRecords
        let range = start..<min(start + Self.batchRecords, records.count)
        return try Self.compare(model, graph, executor, records, range)
      }
      for part in parts { add(part) }
    }
    try progress(records.count)
  }

  private init() {}

  private mutating func add(_ part: Fidelity) {
    maxAbsoluteError = max(maxAbsoluteError, part.maxAbsoluteError)
    squaredError += part.squaredError
    logits += part.logits
    records += part.records
    agreements += part.agreements
    if operators.isEmpty {
      operators = part.operators
    } else {
      for i in operators.indices {
        operators[i].signal += part.operators[i].signal
        operators[i].noise += part.operators[i].noise
      }
    }
  }

  private static func compare(
    _ model: Int8Model, _ graph: Graph, _ executor: FloatExecutor, _ records: CalibrationRecords,
    _ range: Range<Int>
  ) throws -> Fidelity {
    let interpreter = try model.interpreter()
    let outputs = try interpreter.firstOutputs()
    let logitOperators = graph.logitOperators
    var result = Fidelity()
    result.operators = graph.operations.enumerated().map { index, operation in
      OperatorError(
        index: index, kind: type(of: operation.kind).name, output: graph[operation.outputs[0]].name)
    }
    for i in range {
      let record = try graph.arranged(try records.record(i))
      var real: [ValueID: [Float]] = [:]
      _ = try executor.run(record) { id, elements in real[id] = elements }
      try interpreter.write(record: record)
      var (floatLogits, int8Logits): ([Float], [Float]) = ([], [])
      interpreter.restart()
      var index = 0
      while try interpreter.step() {
        defer { index += 1 }
        guard let quantization = outputs[index].quantization,
          let expected = real[graph.operations[index].outputs[0]]
        else { continue }
        let found = try interpreter.read(outputs[index].tensor).map {
          quantization.dequantize(Int8(bitPattern: $0))
        }
        for (x, y) in zip(expected, found) {
          result.operators[index].signal += Double(x) * Double(x)
          result.operators[index].noise += (Double(x) - Double(y)) * (Double(x) - Double(y))
        }
        if logitOperators.contains(index) {
          floatLogits += expected
          int8Logits += found
        }
      }
      result.add(floatLogits, int8Logits)
    }
    return result
  }

  private mutating func add(_ expected: [Float], _ found: [Float]) {
    records += 1
    logits += expected.count
    for (x, y) in zip(expected, found) {
      let error = abs(Double(x) - Double(y))
      squaredError += error * error
      maxAbsoluteError = max(maxAbsoluteError, error)
    }
    if expected.indexOfMaximum == found.indexOfMaximum { agreements += 1 }
  }
}

extension [Float] {
  /// Lowest index among the maxima.
  fileprivate var indexOfMaximum: Int { indices.reduce(0) { self[$1] > self[$0] ? $1 : $0 } }
}

extension Graph {
  /// Operations that compute the logits: those that write the network's outputs, or what a SOFTMAX or LOGISTIC behind
  /// them takes.
  var logitOperators: Set<Int> {
    var producers: [ValueID: Int] = [:]
    for (i, operation) in operations.enumerated() { for id in operation.outputs { producers[id] = i } }
    var result: Set<Int> = []
    for id in outputs {
      guard var last = producers[id] else { continue }
      var current = last
      while true {
        let kind = operations[current].kind
        let ends = kind is SoftmaxKind || kind is LogisticKind
        guard ends || kind is ReshapeKind || kind is SqueezeKind || kind is ExpandDimsKind,
          let input = operations[current].inputs[0], let producer = producers[input]
        else { break }
        current = producer
        if ends {
          last = producer
          break
        }
      }
      result.insert(last)
    }
    return result
  }
}

extension HostInterpreter {
  /// The first output of each operator, and its quantisation where it is int8.
  func firstOutputs() throws -> [(tensor: Tensor, quantization: AffineQuantization?)] {
    let model = try readModel()
    return try (0..<stepCount).map { step in
      let tensor = try Node(model, step).output(0)
      return (tensor, tensor.type == .int8 ? try describe(tensor).quantization : nil)
    }
  }

  /// Sets the network's inputs to real numbers.
  func write(record: [HostTensor]) throws {
    for (tensor, part) in zip(try inputs(), record) {
      guard let quantization = try describe(tensor).quantization, let elements = part.data.floats else {
        continue
      }
      try write(elements.map { UInt8(bitPattern: quantization.quantize($0)) }, to: tensor)
    }
  }
}
