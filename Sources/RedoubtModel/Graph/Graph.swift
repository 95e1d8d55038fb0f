/// A network on the host: values (tensors) and operations in execution order.
///
/// One graph serves every stage: as imported (float), after each pass, quantised, and as written to a file. Spatial
/// operations are channels-last ([N, H, W, C], weights as TensorFlow Lite stores them); importers of channels-first
/// formats put transposes around them, and a pass takes these out again.
public struct Graph: Sendable {
  /// All values; a value's identifier is its index. Passes may leave values that nothing uses.
  public var values: [Value] = []
  /// In an order in which every value is computed before it is read.
  public var operations: [GraphOperation] = []
  /// The network's inputs and outputs, in the model's order.
  public var inputs: [ValueID] = []
  /// Values that an inference gives, in the model's order: computed ones, constants or inputs.
  public var outputs: [ValueID] = []
  /// For inputs and outputs whose dimensions the source file has in another order, as channels-first formats do:
  /// dimension i of the value is dimension `permutation[i]` of the file.
  public var filePermutations: [ValueID: [Int]] = [:]

  /// A graph without values and operations.
  public init() {}

  public subscript(id: ValueID) -> Value {
    get { values[id.index] }
    set { values[id.index] = newValue }
  }

  /// Adds a value and gives its identifier.
  public mutating func add(_ value: Value) -> ValueID {
    values.append(value)
    return ValueID(index: values.count - 1)
  }

  /// Adds an int32 constant: a shape, axes or paddings that an operation reads.
  ///
  /// - Parameter shape: One dimension with all elements where it is left out.
  public mutating func addConstant(_ elements: [Int32], shape: [Int]? = nil, named name: String) -> ValueID {
    add(Value(name: name, shape: shape ?? [elements.count], type: .int32, data: .int32(elements)))
  }

  /// Adds a float32 constant.
  public mutating func addConstant(_ elements: [Float], shape: [Int], named name: String) -> ValueID {
    add(Value(name: name, shape: shape, data: .float32(elements)))
  }

  /// Appends an operation and new values for its outputs, with the shapes and the type that follow from its inputs.
  ///
  /// - Parameter name: Name of the operation; its outputs are called so too, numbered from the second on.
  /// - Returns: The outputs.
  /// - Throws: What does not fit, at `name`.
  @discardableResult
  public mutating func append(
    _ kind: any OperationKind, named name: String, inputs: [ValueID?]
  ) throws(GraphError) -> [ValueID] {
    let operands = inputs.map { id in id.map { self[$0] } }
    let shapes: [[Int]]
    let type: ElementType
    do {
      shapes = try kind.checkedOutputShapes(operands)
      type = try kind.outputType(operands)
    } catch { throw error.located(at: name) }
    var results: [ValueID] = []
    for (i, shape) in shapes.enumerated() {
      results.append(add(Value(name: i == 0 ? name : "\(name):\(i)", shape: shape, type: type)))
    }
    operations.append(GraphOperation(name: name, kind: kind, inputs: inputs, outputs: results))
    return results
  }
}

/// Names a value of a graph.
public struct ValueID: Hashable, Sendable {
  /// Place in `Graph.values`.
  public let index: Int

  public init(index: Int) { self.index = index }
}
