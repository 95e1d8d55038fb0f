/// Runs a graph in float32: the reference that calibration and quantisation are held against.
///
/// Prepared once, it runs any number of records, from several threads if need be. Every sum has a fixed order and no
/// fused steps, so results are the same bits on every machine. It computes with real numbers throughout: constants of
/// a quantised graph are taken as the real numbers they stand for, QUANTIZE and DEQUANTIZE change nothing.
public struct FloatExecutor: Sendable {
  /// One operation that is computed for every record.
  private struct Step: Sendable {
    let operation: GraphOperation
    /// The operation with its weights packed, nil where it is evaluated as it is.
    let prepared: (any PreparedOperation)?
    /// Values that no later step reads.
    var released: [ValueID] = []
  }

  private let inputs: [ValueID]
  private let inputShapes: [[Int]]
  private let outputs: [ValueID]
  private var steps: [Step] = []
  /// Constants that steps read, by value.
  private var constants: [HostTensor?]

  /// Largest activations of one record, in bytes, and largest constants that operations on constants give.
  public static let largestActivationBytes = 1 << 31

  /// Checks the graph and packs its weights; operations on constants alone are computed here, once.
  ///
  /// - Throws: What does not fit, with the operation.
  public init(_ graph: Graph) throws(GraphError) {
    try graph.validate()
    inputs = graph.inputs
    outputs = graph.outputs
    inputShapes = inputs.map { graph[$0].shape }
    var pool = ConstantPool(graph)
    var foldedBytes = 0
    for operation in graph.operations {
      do throws(GraphError) {
        if try !Self.fold(operation, graph, &pool, &foldedBytes) {
          steps.append(Step(operation: operation, prepared: try Self.prepare(operation, graph, &pool)))
        }
      } catch { throw error.located(at: operation.name) }
    }
    _ = try pool.tensors(outputs)
    constants = pool.tensors
    releaseAfterLastUse(valueCount: graph.values.count)
    try checkPeak(graph)
  }

  /// Computes an operation that reads constants alone.
  ///
  /// - Returns: False, and nothing done, where it reads anything else.
  private static func fold(
    _ operation: GraphOperation, _ graph: Graph, _ pool: inout ConstantPool, _ foldedBytes: inout Int
  ) throws(GraphError) -> Bool {
    let read = operation.inputs.compactMap { $0 }
    guard read.allSatisfy(pool.isConstant) else { return false }
    foldedBytes += operation.outputs.reduce(0) { $0 + 8 * graph[$1].count }
    guard foldedBytes <= largestActivationBytes else {
      throw GraphError("The constants that it computes take \(foldedBytes) bytes, too many to hold.")
    }
    let results = try operation.kind.evaluate(try pool.tensors(operation.inputs))
    for (id, result) in zip(operation.outputs, results) { pool.set(id, to: result) }
    for id in read { pool.release(id) }
    return true
  }

  /// Packs the weights of an operation that can be prepared, nil for one that is evaluated as it is.
  private static func prepare(
    _ operation: GraphOperation, _ graph: Graph, _ pool: inout ConstantPool
  ) throws(GraphError) -> (any PreparedOperation)? {
    let tensors = try pool.tensors(operation.inputs)
    let packed = operation.inputs.dropFirst().prefix(2).compactMap { $0 }
    guard let kind = operation.kind as? any PreparableKind, packed.first == operation.inputs[1],
      packed.allSatisfy(pool.isConstant)
    else { return nil }
    let prepared = try kind.prepare(
      operation.inputs.map { id in id.map { graph[$0] } }, weights: try tensors.floats(1),
      bias: try tensors.optionalFloats(2))
    for id in packed { pool.release(id) }
    return prepared
  }

  /// Refuses a graph whose activations need more memory at once than `largestActivationBytes`.
  private func checkPeak(_ graph: Graph) throws(GraphError) {
    func bytes(_ ids: [ValueID]) -> Int { ids.reduce(0) { $0 + 4 * graph[$1].count } }
    // Weights that are packed are no activations, though steps name them.
    let isPacked = graph.values.map { $0.data != nil }
    var live = bytes(inputs)
    for step in steps {
      live += bytes(step.operation.outputs)
      guard live <= Self.largestActivationBytes else {
        throw GraphError(
          "\(live) bytes of activations are live here, more than the \(Self.largestActivationBytes) that are allowed.",
          at: step.operation.name)
      }
      live -= bytes(step.released.filter { !isPacked[$0.index] })
    }
  }

  /// Notes after which step each computed value is no longer needed.
  private mutating func releaseAfterLastUse(valueCount: Int) {
    var isNeeded = constants.map { $0 != nil }
    for id in outputs { isNeeded[id.index] = true }
    for i in steps.indices.reversed() {
      let operation = steps[i].operation
      for id in operation.inputs.compactMap({ $0 }) + operation.outputs where !isNeeded[id.index] {
        isNeeded[id.index] = true
        steps[i].released.append(id)
      }
    }
  }

  /// Runs one record.
  ///
  /// - Parameters:
  ///   - record: The network's inputs in order, with the shapes that the graph declares.
  ///   - observe: Called with each input and each computed value that holds real numbers, in execution order;
  ///     for calibration.
  /// - Returns: The network's outputs in order.
  public func run(
    _ record: [HostTensor], observing observe: ((ValueID, [Float]) -> Void)? = nil
  ) throws(GraphError) -> [HostTensor] {
    guard record.map(\.shape) == inputShapes else {
      throw GraphError("The record has shapes \(record.map(\.shape)), the network's inputs \(inputShapes).")
    }
    var values = constants
    for (id, tensor) in zip(inputs, record) {
      values[id.index] = tensor
      if let observe, let elements = tensor.data.floats { observe(id, elements) }
    }
    for step in steps {
      let operands = step.operation.inputs.map { id in id.flatMap { values[$0.index] } }
      let results: [HostTensor]
      do throws(GraphError) {
        if let prepared = step.prepared {
          results = try prepared.evaluate(operands)
        } else {
          results = try step.operation.kind.evaluate(operands)
        }
      } catch { throw error.located(at: step.operation.name) }
      for (id, tensor) in zip(step.operation.outputs, results) {
        values[id.index] = tensor
        if let observe, let elements = tensor.data.floats { observe(id, elements) }
      }
      for id in step.released { values[id.index] = nil }
    }
    var results: [HostTensor] = []
    for id in outputs {
      guard let tensor = values[id.index] else {
        throw GraphError("An output of the network was not computed.")
      }
      results.append(tensor)
    }
    return results
  }

  /// Runs records on several threads.
  ///
  /// - Parameters:
  ///   - threads: At most this many; nil for one per processor. Results do not depend on it.
  ///   - record: The inputs of record i.
  /// - Returns: The outputs of each record, in the order of the records.
  public func run(
    records count: Int, threads: Int? = nil, _ record: @Sendable (Int) throws(GraphError) -> [HostTensor]
  ) throws(GraphError) -> [[HostTensor]] {
    try concurrentMap(count, threads: threads) { (i) throws(GraphError) in try run(try record(i)) }
  }
}
