/// Elements of int32 tensors that depend on shapes and constants only.
///
/// Files that TensorFlow's converter writes for a dynamic batch compute shapes with operators (SHAPE, PACK, …).
/// Shapes are static here, so such a tensor has no memory: whoever needs an element asks for it, and it is
/// found by recursion over the operators that produce it, down to shapes and constants.
///
/// An image without the operators that compute shapes is compiled with `REDOUBT_WITHOUT_SHAPE_OPERATORS`, and then
/// leaves the recursion out.
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

  /// With the whole budget: 2^14 operators, outputs and inputs that may be looked at.
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
    #if REDOUBT_WITHOUT_SHAPE_OPERATORS
    throw Self.unknown(tensor.index)
    #else
    return try computed(i, tensor.index, node)
    #endif
  }

  /// Element `i` of input `k` of `node`, as `element(_:of:readBy:)` gives it.
  @inline(never)
  mutating func operand(_ k: Int, _ i: Int, _ node: Node) throws(ModelError) -> Int32 {
    try element(i, of: try node.input(k), readBy: node)
  }

  /// An element that an operator in front of `node` gives. On its own, and so are the operators' functions, to
  /// keep small what each step of the recursion leaves on the stack.
  @inline(never)
  private mutating func computed(_ i: Int, _ tensor: Int, _ node: Node) throws(ModelError) -> Int32 {
    let producer = try producer(of: tensor, before: node)
    guard producer >= 0 else { throw Self.unknown(tensor) }
    try descend(tensor)
    defer { depth = depth &- 1 }
    return try element(i, from: try Node(node.model, producer))
  }

  /// Element `i` of an operator's output. A new operator of this kind adds a line here and in
  /// `isStatic(_:readBy:)`.
  private mutating func element(_ i: Int, from producer: Node) throws(ModelError) -> Int32 {
    #if REDOUBT_WITHOUT_SHAPE_OPERATORS
    throw Self.unknown(try producer.outputIndex(0))
    #else
    switch producer.code {
    case ShapeOf.code: try ShapeOf.element(i, producer, &self)
    case Gather.code: try Gather.element(i, producer, &self)
    case Pack.code: try Pack.element(i, producer, &self)
    case ReduceProd.code: try ReduceProd.element(i, producer, &self)
    case StaticProduct.code: try StaticProduct.element(i, producer, &self)
    case Concatenation.code: try Concatenation.element(i, producer, &self)
    case StridedSlice.code: try StridedSlice.element(i, producer, &self)
    case Slice.code: try Slice.element(i, producer, &self)
    // The elements keep their order.
    case Reshape.code, Squeeze.code, ExpandDims.code: try operand(0, i, producer)
    default: throw Self.unknown(try producer.outputIndex(0))
    }
    #endif
  }

  /// True when `element(_:of:readBy:)` can give the elements of an int32 tensor.
  mutating func isStatic(_ tensor: Tensor, readBy node: Node) throws(ModelError) -> Bool {
    if tensor.constantPosition != nil { return true }
    guard tensor.type == .int32 else { return false }
    #if REDOUBT_WITHOUT_SHAPE_OPERATORS
    return false
    #else
    let index = try producer(of: tensor.index, before: node)
    guard index >= 0 else { return false }
    try descend(tensor.index)
    defer { depth = depth &- 1 }
    let producer = try Node(node.model, index)
    switch producer.code {
    case ShapeOf.code: return true
    case Gather.code, Pack.code, ReduceProd.code, StaticProduct.code, Concatenation.code:
      return try areStatic(0..<producer.inputCount, of: producer)
    case StridedSlice.code, Slice.code, Reshape.code, Squeeze.code, ExpandDims.code:
      // The other operands are read as static values in any case.
      return try areStatic(0..<1, of: producer)
    default: return false
    }
    #endif
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

  private static func unknown(_ tensor: Int) -> ModelError {
    ModelError(.unsupportedFeature, .tensorBuffer, index: tensor)
  }

  private mutating func descend(_ tensor: Int) throws(ModelError) {
    guard depth < Self.maximumDepth else {
      throw ModelError(.tooLarge, .operationInputs, index: tensor, value: Self.maximumDepth)
    }
    depth = depth &+ 1
  }

  /// Index of the operator in front of `reader` that writes a tensor, −1 for an input of the network.
  @inline(never)
  private mutating func producer(of tensor: Int, before reader: Node) throws(ModelError) -> Int {
    var index = reader.index
    while index > 0 {
      index = index &- 1
      let table = try reader.model.operators.table(index)
      let outputs = try table.vectorOrEmpty(.operationOutputs, elementBytes: 4)
      try spend(1 &+ outputs.count, on: tensor)
      for i in 0..<outputs.count where Int(try outputs.element(i, as: Int32.self)) == tensor {
        try spend(try table.vectorOrEmpty(.operationInputs, elementBytes: 4).count, on: tensor)
        return index
      }
    }
    return -1
  }

  private mutating func spend(_ count: Int, on tensor: Int) throws(ModelError) {
    guard count <= lookups else {
      throw ModelError(.tooLarge, .subgraphOperators, index: tensor, value: count)
    }
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
        guard high == low &>> 31 else { throw tensor.error(.outOfRange, .tensorBuffer, value: i) }
        return low
      }
    default: throw tensor.error(.unsupportedType, .tensorType, value: Int(tensor.type.rawValue))
    }
    throw tensor.error(.outsideFile, .tensorBuffer, value: position)
  }
}
