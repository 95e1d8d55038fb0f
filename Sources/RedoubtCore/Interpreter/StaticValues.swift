/// Elements of int32 tensors that depend on shapes and constants only.
///
/// Files that TensorFlow's converter writes for a dynamic batch compute shapes with operators (SHAPE, PACK, …).
/// Shapes are static here, so such a tensor has no memory: whoever needs an element asks for it, and it is
/// found by recursion over the operators that produce it, down to shapes and constants.
///
/// The recursion goes strictly backwards in the execution order, at most `maximumDepth` deep, and one value of
/// this type looks at a bounded number of operators in its life, so that no file makes it work for long.
public struct StaticValues {
  /// Longest chain of operators.
  static let maximumDepth = 16
  /// Most elements of a tensor that has no memory.
  static let maximumCount = 64

  /// What is left of the operators, and of their outputs and inputs, that may be looked at.
  private var lookups = 1 << 14
  private var depth = 0

  public init() {}

  /// Element `i` of an integer tensor that `node` reads: int32, or int64 where it is a constant in int32's range.
  ///
  /// - Throws: `.unsupportedFeature` where the element is known only while running; `.tooLarge` where the chain
  ///   of operators is too long or too wide.
  public mutating func element(
    _ i: Int, of tensor: Tensor, readBy node: Node
  ) throws(ModelError) -> Int32 {
    guard i >= 0, i < tensor.shape.count else {
      throw tensor.error(.outOfRange, .tensorShape, value: tensor.shape.count)
    }
    if let position = tensor.constantPosition {
      return try Self.constant(i, tensor, node.model.bytes, position)
    }
    try tensor.require(.int32)
    guard let producer = try producer(of: tensor, before: node) else { throw Self.unknown(tensor) }
    try descend(tensor)
    defer { depth = depth &- 1 }
    return try element(i, of: tensor, from: producer)
  }

  /// What the operator `producer` writes to element `i`. A new operator of this kind adds a line here and in
  /// `isStatic(_:readBy:)`.
  private mutating func element(
    _ i: Int, of tensor: Tensor, from producer: Node
  ) throws(ModelError) -> Int32 {
    switch producer.code {
    case ShapeOf.code: try ShapeOf.element(i, producer, &self)
    case Gather.code: try Gather.element(i, producer, &self)
    case Pack.code: try Pack.element(i, producer, &self)
    case ReduceProd.code: try ReduceProd.element(i, producer, &self)
    case StaticProduct.code: try StaticProduct.element(i, producer, &self)
    case Concatenation.code: try Concatenation.element(i, producer, &self)
    case StridedSlice.code: try StridedSlice.element(i, producer, &self)
    case Slice.code: try Slice.element(i, producer, &self)
    case Reshape.code, Squeeze.code, ExpandDims.code:
      // The elements keep their order.
      try element(i, of: try producer.input(0), readBy: producer)
    default: throw Self.unknown(tensor)
    }
  }

  /// True when `element(_:of:readBy:)` can give the elements of an int32 tensor.
  mutating func isStatic(_ tensor: Tensor, readBy node: Node) throws(ModelError) -> Bool {
    if tensor.constantPosition != nil { return true }
    guard tensor.type == .int32, let producer = try producer(of: tensor, before: node) else { return false }
    try descend(tensor)
    defer { depth = depth &- 1 }
    switch producer.code {
    case ShapeOf.code: return true
    case Gather.code, Pack.code, ReduceProd.code, StaticProduct.code, Concatenation.code:
      return try areStatic(0..<producer.inputCount, of: producer)
    case StridedSlice.code, Slice.code, Reshape.code, Squeeze.code, ExpandDims.code:
      // The other operands are read as static values in any case.
      return try areStatic(0..<1, of: producer)
    default: return false
    }
  }

  private mutating func areStatic(_ inputs: Range<Int>, of node: Node) throws(ModelError) -> Bool {
    for i in inputs where !(try isStatic(try node.input(i), readBy: node)) { return false }
    return true
  }

  /// Whether an operator that copies elements has nothing to do while running: its output is int32, and its data
  /// are static.
  ///
  /// - Parameter data: The inputs that the elements come from.
  /// - Throws: `.unsupportedFeature` where some data have no memory and others are known only while running.
  static func isStatic(_ node: Node, data: Range<Int>) throws(ModelError) -> Bool {
    let output = try node.output(0)
    guard output.type == .int32 else { return false }
    var values = StaticValues()
    var withoutMemory: Tensor?
    var runs = output.shape.count > maximumCount
    for i in data {
      let tensor = try node.input(i)
      if tensor.constantPosition != nil { continue }
      if try values.isStatic(tensor, readBy: node) { withoutMemory = tensor } else { runs = true }
    }
    if runs, let withoutMemory { throw withoutMemory.error(.unsupportedFeature, .tensorBuffer) }
    return !runs
  }

  /// Throws where an input that is read while running is static, and so has no memory.
  static func requireMemory(_ node: Node, _ input: Tensor) throws(ModelError) {
    guard input.type == .int32, input.constantPosition == nil else { return }
    var values = StaticValues()
    guard !(try values.isStatic(input, readBy: node)) else {
      throw input.error(.unsupportedFeature, .tensorBuffer)
    }
  }

  private static func unknown(_ tensor: Tensor) -> ModelError {
    tensor.error(.unsupportedFeature, .tensorBuffer)
  }

  private mutating func descend(_ tensor: Tensor) throws(ModelError) {
    guard depth < Self.maximumDepth else {
      throw tensor.error(.tooLarge, .operationInputs, value: Self.maximumDepth)
    }
    depth = depth &+ 1
  }

  /// The operator in front of `reader` that writes a tensor, nil for an input of the network.
  private mutating func producer(of tensor: Tensor, before reader: Node) throws(ModelError) -> Node? {
    let model = reader.model
    var index = reader.index
    while index > 0 {
      index = index &- 1
      let outputs = try model.operators.table(index).vectorOrEmpty(.operationOutputs, elementBytes: 4)
      try spend(1 &+ outputs.count, on: tensor)
      for i in 0..<outputs.count {
        guard Int(try outputs.element(i, as: Int32.self)) == tensor.index else { continue }
        let node = try Node(model, index)
        try spend(node.inputCount, on: tensor)
        return node
      }
    }
    return nil
  }

  private mutating func spend(_ count: Int, on tensor: Tensor) throws(ModelError) {
    guard count <= lookups else { throw tensor.error(.tooLarge, .subgraphOperators, value: count) }
    lookups = lookups &- count
  }

  private static func constant(
    _ i: Int, _ tensor: Tensor, _ bytes: ModelBytes, _ position: Int
  ) throws(ModelError) -> Int32 {
    switch tensor.type {
    case .int32:
      if let value = bytes.load(position &+ 4 &* i, as: Int32.self) { return value }
    case .int64:
      if let low = bytes.load(position &+ 8 &* i, as: Int32.self),
        let high = bytes.load(position &+ 8 &* i &+ 4, as: Int32.self)
      {
        guard high == low &>> 31 else { throw tensor.error(.outOfRange, .bufferData, value: i) }
        return low
      }
    default: throw tensor.error(.unsupportedType, .tensorType, value: Int(tensor.type.rawValue))
    }
    throw tensor.error(.outsideFile, .tensorBuffer, value: position)
  }
}
