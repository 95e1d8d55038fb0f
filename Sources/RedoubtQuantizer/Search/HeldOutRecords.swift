import RedoubtHost
import RedoubtModel

/// Records with the float network's logits, against which int8 networks are measured.
struct HeldOutRecords: Sendable {
  private let records: [[HostTensor]]
  private let logits: [[Float]]
  private let threads: Int?
  /// Records per partial sum; fixed, so that sums do not depend on the number of threads.
  private static let batchRecords = 16

  /// - Parameter graph: The float network.
  init(_ graph: Graph, _ records: CalibrationRecords, threads: Int?) throws {
    self.threads = threads
    let executor = try FloatExecutor(graph)
    let wanted = graph.logitOperators.sorted().map { graph.operations[$0].outputs[0] }
    self.records = try (0..<records.count).map { try graph.arranged(try records.record($0)) }
    logits = try concurrentMap(self.records.count, threads: threads) { [records = self.records] i in
      var found: [ValueID: [Float]] = [:]
      _ = try executor.run(records[i]) { id, elements in if wanted.contains(id) { found[id] = elements } }
      return wanted.flatMap { found[$0] ?? [] }
    }
  }

  /// Mean squared error of an int8 network's logits.
  ///
  /// - Parameter graph: The int8 network; its operations correspond to those of the float one.
  func meanSquaredError(_ graph: Graph) throws -> Double {
    let file = try TFLiteWriter(graph).bytes()
    let wanted = graph.logitOperators
    let batches = (records.count + Self.batchRecords - 1) / Self.batchRecords
    let sums = try concurrentMap(batches, threads: threads) { batch in
      let interpreter = try HostInterpreter(checking: file)
      let outputs = try interpreter.firstOutputs()
      var sum = (error: 0.0, count: 0)
      for i in batch * Self.batchRecords..<min((batch + 1) * Self.batchRecords, records.count) {
        try interpreter.write(record: records[i])
        interpreter.restart()
        var (index, place) = (0, 0)
        while try interpreter.step() {
          defer { index += 1 }
          guard wanted.contains(index), let quantization = outputs[index].quantization else { continue }
          for byte in try interpreter.read(outputs[index].tensor) where place < logits[i].count {
            let difference =
              Double(logits[i][place]) - Double(quantization.dequantize(Int8(bitPattern: byte)))
            sum.error += difference * difference
            place += 1
          }
        }
        sum.count += place
      }
      return sum
    }
    let total = sums.reduce((error: 0.0, count: 0)) { ($0.error + $1.error, $0.count + $1.count) }
    return total.error / Double(max(1, total.count))
  }
}
