import RedoubtCore
import RedoubtHost

/// Generated code while it is being put together.
struct CProgram {
  private let interpreter: HostInterpreter
  /// Kernels in use, in the order of their first use.
  private(set) var kernels: [CKernel] = []
  /// Definitions and declarations of constant arrays.
  private(set) var constants = ""
  private(set) var constantDeclarations = ""
  /// Parameters of the operators, and their calls in order.
  private(set) var parameters = ""
  private(set) var calls = ""
  /// Name of the array that holds the constant at a position of the model file.
  private var constantNames: [Int: String] = [:]
  /// Bytes of the arena in use.
  private(set) var arenaBytes = 0

  init(_ interpreter: HostInterpreter) { self.interpreter = interpreter }

  mutating func use(_ kernel: CKernel) {
    if !kernels.contains(where: { $0.fileName == kernel.fileName }) { kernels.append(kernel) }
  }

  /// The expression for the first byte of an int8 tensor: a place in the arena, or a constant array.
  ///
  /// - Parameter name: What a constant is called where it has no name yet.
  mutating func place(_ tensor: Tensor, name: String) throws(ModelError) -> String {
    if let position = tensor.constantPosition {
      let bytes = try interpreter.read(tensor)
      return constant(bytes.map { Int(Int8(bitPattern: $0)) }, "int8_t", name, position: position)
    }
    guard let offset = interpreter.plannedOffset(ofTensor: tensor.index) else {
      throw ModelError(.unsupportedFeature, .tensorBuffer, index: tensor.index)
    }
    arenaBytes = max(arenaBytes, offset + tensor.byteCount)
    return offset == 0 ? "model_arena" : "model_arena + \(offset)"
  }

  /// The array with the elements of a bias, `NULL` where there is none.
  ///
  /// - Throws: `CodegenError` for a bias that another operator computes.
  mutating func bias(_ tensor: Tensor?, of node: Node, name: String) throws -> String {
    guard let tensor else { return "NULL" }
    guard tensor.constantPosition != nil else {
      throw CodegenError.unsupportedVariant(
        name: AllOperators<TFLM>.name(node.code)?.description ?? "code \(node.code)", index: node.index,
        reason: "its bias is not a constant")
    }
    let bytes = try interpreter.read(tensor)
    let values = stride(from: 0, to: bytes.count, by: 4).map { start in
      Int(Int32(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }))
    }
    return constant(values, "int32_t", name, position: tensor.constantPosition)
  }

  /// The arrays with multipliers and shifts.
  mutating func multipliers(
    _ pairs: [QuantizedMultiplier], name: String
  ) -> (multipliers: String, shifts: String) {
    (
      constant(pairs.map { Int($0.multiplier) }, "int32_t", name + "_multipliers", position: nil),
      constant(pairs.map { Int($0.shift) }, "int8_t", name + "_shifts", position: nil)
    )
  }

  private mutating func constant(_ values: [Int], _ type: String, _ name: String, position: Int?) -> String {
    // Tensors that share their bytes share an array.
    if let position, let known = constantNames[position] { return known }
    if let position { constantNames[position] = name }
    constantDeclarations += "extern const \(type) \(name)[\(values.count)];\n"
    constants += "\nconst \(type) \(name)[\(values.count)] = {\n\(Self.lines(values))};\n"
    return name
  }

  /// Numbers, as many to a line as fit 100 columns.
  private static func lines(_ values: [Int]) -> String {
    var text = ""
    var line = "   "
    for value in values {
      // The most negative int32 has no literal of its own in C.
      let number = value == Int(Int32.min) ? " (-2147483647 - 1)," : " \(value),"
      if line.utf8.count + number.utf8.count > 100 {
        text += line + "\n"
        line = "   "
      }
      line += number
    }
    return text + line + "\n"
  }

  /// Adds the parameters of one operator and its call.
  ///
  /// - Parameters:
  ///   - kernel: Name of the function; that of the parameters' type follows.
  ///   - fields: Names and values, in the order of the type.
  ///   - arguments: What the call passes behind the parameters.
  mutating func call(
    _ kernel: String, _ node: Node, fields: [(name: String, value: String)], arguments: [String]
  ) {
    let name = Self.name(kernel, node)
    parameters += "\nstatic const \(kernel)_parameters \(name) = {\n"
    for field in fields { parameters += "    .\(field.name) = \(field.value),\n" }
    parameters += "};\n"
    calls += "  \(kernel)(&\(name), \(arguments.joined(separator: ", ")));\n"
  }

  /// Adds a call of a kernel that needs no parameters of its own.
  mutating func call(_ kernel: String, arguments: [String]) {
    calls += "  \(kernel)(\(arguments.joined(separator: ", ")));\n"
  }

  /// What belongs to an operator begins with this: kernel and position.
  static func name(_ kernel: String, _ node: Node) -> String { "\(kernel)_\(node.index)" }
}
