import Foundation
import RedoubtModel

/// One call per input of libFuzzer: the bytes are a float network, TensorFlow Lite by its identifier, else ONNX.
///
/// Whatever the bytes are, import, passes, operation order and one record must end with a result or an error: no trap,
/// no access outside, no endless loop, no memory beyond what the file is worth. What was imported stays a consistent
/// graph through the passes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzImporter(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let file = Array(UnsafeBufferPointer(start: data, count: size))
  guard let graph = imported(file) else { return 0 }
  demandConsistent(graph, "the imported graph")
  run(graph, seed: file)
  // Passes compute constants, which may be refused: an index outside its tensor, say.
  guard let prepared = try? graph.preparedForQuantization() else { return 0 }
  let ordered = prepared.orderedForMemory(work: 100_000)
  demandConsistent(ordered, "the graph behind the passes")
  guard shapes(graph) == shapes(ordered) else { fatalError("the passes changed the network's ends") }
  run(ordered, seed: file)
  return 0
}

private func imported(_ file: [UInt8]) -> Graph? {
  file.count >= 8 && Array(file[4..<8]) == Array("TFL3".utf8)
    ? try? TFLiteImporter(file).graph() : try? ONNXImporter(file).graph()
}

private func demandConsistent(_ graph: Graph, _ what: String) {
  do { try graph.validate() } catch { fatalError("\(what) is not consistent: \(error)") }
}

/// Shapes of inputs and outputs, as the file has them.
private func shapes(_ graph: Graph) -> [[Int]] { (graph.inputs + graph.outputs).map(graph.fileShape) }

/// Runs one record of small numbers where that is not much work. Errors are results: an index may leave its tensor.
private func run(_ graph: Graph, seed: [UInt8]) {
  guard isAffordable(graph), let executor = try? FloatExecutor(graph) else { return }
  var choice = Choice(seededBy: seed)
  let record = graph.inputs.map { id in
    let count = graph[id].count
    let numbers = (0..<count).map { _ in Int32(choice.next() & 7) - 3 }
    return switch graph[id].type {
    case .float32: HostTensor(shape: graph[id].shape, numbers.map { Float($0) })
    case .int8: HostTensor(shape: graph[id].shape, data: .int8(numbers.map { Int8($0) }))
    case .int32: HostTensor(shape: graph[id].shape, data: .int32(numbers))
    case .int64: HostTensor(shape: graph[id].shape, data: .int64(numbers.map { Int64($0) }))
    case .bool: HostTensor(shape: graph[id].shape, data: .bool(numbers.map { $0 > 0 }))
    }
  }
  guard let results = try? executor.run(record) else { return }
  for (id, result) in zip(graph.outputs, results) where result.shape != graph[id].shape {
    fatalError("\(graph[id].name) came out with shape \(result.shape), not \(graph[id].shape)")
  }
}

/// Whether an inference, as roughly estimated, ends in some milliseconds, sanitisers included.
private func isAffordable(_ graph: Graph) -> Bool {
  var operations = 0
  for operation in graph.operations {
    var window = 1
    if let pool = operation.kind as? MaxPool2DKind {
      window = Int(pool.filter.rows) * Int(pool.filter.columns)
    }
    if let pool = operation.kind as? AveragePool2DKind {
      window = Int(pool.filter.rows) * Int(pool.filter.columns)
    }
    let elements = (operation.inputs.compactMap { $0 } + operation.outputs).reduce(0) { $0 + graph[$1].count }
    for (count, factor) in [(elements, max(window, 1)), (graph.macs(of: operation), 1)] {
      let (product, isTooMuch) = count.multipliedReportingOverflow(by: factor)
      let (sum, overflow) = operations.addingReportingOverflow(isTooMuch ? .max : product)
      operations = overflow ? .max : sum
    }
  }
  return operations <= 1 << 18
}
