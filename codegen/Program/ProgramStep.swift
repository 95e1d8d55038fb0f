/// Where a tensor's bytes are: at an offset of the arena, or in a constant array.
enum Place: Equatable, Sendable {
  case arena(Int)
  case constant(String)
}

/// A constant array of generated code.
struct ConstantArray: Equatable, Sendable {
  enum Element: String, Sendable {
    case int8 = "int8_t"
    case int32 = "int32_t"
  }

  let name: String
  let element: Element
  let values: [Int]
}

/// A value that a kernel's parameters hold.
enum FieldValue: Equatable, Sendable {
  case number(Int)
  /// A constant array's name; nil for an operand that is left out.
  case array(String?)
}

/// One operator as generated code runs it, in no particular language.
struct ProgramStep: Equatable, Sendable {
  struct Field: Equatable, Sendable {
    /// As in C: `input_height`.
    let name: String
    let value: FieldValue
  }

  /// Name of the kernel, as in C: `conv_2d`.
  let kernel: String
  /// Kernel and position in the model: `conv_2d_0`.
  let name: String
  /// The parameters, in the order in which the kernel declares them.
  let fields: [Field]
  /// Inputs, then the output.
  let places: [Place]

  /// The number that a field holds; nil where there is no such field.
  func number(_ field: String) -> Int? {
    guard case .number(let value) = fields.first(where: { $0.name == field })?.value else { return nil }
    return value
  }

  /// The array that a field names; nil where the operand is left out.
  func array(_ field: String) -> String? {
    guard case .array(let name) = fields.first(where: { $0.name == field })?.value else { return nil }
    return name
  }
}
