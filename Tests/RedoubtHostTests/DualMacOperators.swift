import RedoubtCore

/// The operators with kernels for a microcontroller's dual multiply-accumulate, run by the plain C twins of its
/// instructions.
// swift-format-ignore
typealias DualMacOperators =
  With<DualMacConv2D, With<DualMacDepthwiseConv2D, With<DualMacFullyConnectedTFLM, NoOperator>>>

enum DualMacConv2D: Operator {
  static var code: Int32 { Conv2D.code }
  static var name: StaticString { Conv2D.name }
  static func prepare(_ node: Node) throws(ModelError) -> Preparation { try Conv2D.prepare(node) }
  static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    try Conv2D.runDualMac(node, memory)
  }
}

enum DualMacDepthwiseConv2D: Operator {
  static var code: Int32 { DepthwiseConv2D.code }
  static var name: StaticString { DepthwiseConv2D.name }
  static func prepare(_ node: Node) throws(ModelError) -> Preparation { try DepthwiseConv2D.prepare(node) }
  static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    try DepthwiseConv2D.runDualMac(node, memory)
  }
}

enum DualMacFullyConnectedTFLM: Operator {
  static var code: Int32 { FullyConnected<TFLM>.code }
  static var name: StaticString { FullyConnected<TFLM>.name }
  static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    try FullyConnected<TFLM>.prepare(node)
  }
  static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    try FullyConnected<TFLM>.runDualMac(node, memory)
  }
}

/// Runs a model of one input and one output on the core alone.
func inferOnCore<O: OperatorSet>(_ file: [UInt8], _ input: [Int8], _ operators: O.Type) throws -> [Int8] {
  let model = UnsafeMutableRawBufferPointer.allocate(byteCount: file.count, alignment: 16)
  let arena = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
  defer {
    model.deallocate()
    arena.deallocate()
  }
  model.copyBytes(from: file)
  // What a kernel does not write itself must not matter.
  arena.initializeMemory(as: UInt8.self, repeating: 0xa5)
  let interpreter = try Interpreter(
    model: ModelBytes(unsafeAdopting: UnsafeRawBufferPointer(model)), arena: Arena(unsafeAdopting: arena),
    operators: operators)
  let tables = try Model(interpreter.memory.model)
  try interpreter.memory.store(input, to: try tables.input(0))
  try interpreter.run(operators)
  return try interpreter.memory.copy(try tables.output(0))
}

extension TensorMemory {
  fileprivate func copy(_ tensor: Tensor) throws -> [Int8] {
    let span = try read(tensor, as: Int8.self)
    return (0..<span.count).map { span[$0] }
  }

  fileprivate func store(_ values: [Int8], to tensor: Tensor) throws {
    var span = try write(tensor, as: Int8.self)
    for (place, value) in values.enumerated() { span[place] = value }
  }
}
