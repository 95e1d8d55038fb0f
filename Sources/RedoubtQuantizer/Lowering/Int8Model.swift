import RedoubtCore
import RedoubtHost
import RedoubtModel

/// An int8 network as a file, with its memory plan.
public struct Int8Model: Sendable {
  /// The `.tflite` file.
  public let bytes: [UInt8]
  /// Places of the tensors, as the file has them.
  public let plan: ArenaPlan

  /// Writes a graph.
  ///
  /// - Parameters:
  ///   - graph: All activations int8.
  ///   - metadata: Entries besides the memory plan.
  /// - Throws: `GraphError` where an operator has no kernel for what the graph asks.
  init(_ graph: Graph, metadata: [ModelMetadata] = []) throws(GraphError) {
    let writer = try TFLiteWriter(graph)
    let bare = try HostInterpreter(checking: try writer.bytes())
    let placements: [Placement]
    do { placements = try ModelSummary(bare).placements } catch { throw GraphError(error, bare) }
    let tensors = placements.filter { $0.role != .scratch }
    // Offsets that are multiples of 16 serve vector instructions; they are given up where they cost memory.
    var plan = Self.plan(tensors, alignment: 16)
    let dense = Self.plan(tensors, alignment: 4)
    if dense.bytes < plan.bytes { plan = dense }
    plan.lowerBound = dense.lowerBound
    self.plan = plan
    var words = [Int32](repeating: -1, count: writer.tensors.count)
    for (tensor, offset) in zip(tensors, plan.offsets) {
      if let index = tensor.tensor?.index { words[index] = Int32(clamping: offset) }
    }
    let entry = ModelMetadata(name: "OfflineMemoryAllocation", bytes: Self.offlinePlan(words))
    bytes = try writer.bytes(metadata: [entry] + metadata)
  }

  private static func plan(_ tensors: [Placement], alignment: Int) -> ArenaPlan {
    ArenaPlacement.plan(
      tensors.map { tensor in
        ArenaRequest(bytes: (tensor.byteCount + alignment - 1) / alignment * alignment, life: tensor.steps)
      })
  }

  /// TensorFlow Lite Micro's format: version, subgraph, number of tensors, offsets; little-endian.
  private static func offlinePlan(_ offsets: [Int32]) -> [UInt8] {
    ([1, 0, Int32(offsets.count)] + offsets).flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
  }

  /// An interpreter of the model.
  func interpreter() throws(GraphError) -> HostInterpreter { try HostInterpreter(checking: bytes) }
}

extension HostInterpreter {
  /// Loads a file that the quantiser has written.
  ///
  /// - Throws: What the core refuses, as an error about the network.
  convenience init(checking bytes: [UInt8]) throws(GraphError) {
    do throws(ModelError) { try self.init(bytes) } catch {
      let name = error.affectedOperator.flatMap { BuiltinOperatorNames.name(ofOperator: $0, in: bytes) }
      throw GraphError(
        "The int8 network cannot run. \(error.text(operatorName: name))", at: name ?? "")
    }
  }
}

extension GraphError {
  fileprivate init(_ error: ModelError, _ interpreter: HostInterpreter) {
    self.init("The int8 network cannot be read back. \(error.text(operatorName: nil))")
  }
}
