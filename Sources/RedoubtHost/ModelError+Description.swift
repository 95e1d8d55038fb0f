import RedoubtCore

extension ModelError: CustomStringConvertible {
  public var description: String { text(operatorName: nil) }

  /// The error as sentences: where, what is wrong with the numbers, then what to do.
  ///
  /// - Parameter operatorName: Name of the operator that the error is about, where known.
  public func text(operatorName: String?) -> String {
    guard reason != .unsupportedOperator else { return unsupportedOperator }
    return "\(capitalised(place(operatorName))) \(problem) \(action)"
  }

  /// Index of the operator that the error is about; nil when it is about none.
  public var affectedOperator: Int? {
    if operatorIndex != Self.noOperator { return Int(operatorIndex) }
    return field.table == .operation || field.table == .options ? Int(index) : nil
  }

  private var unsupportedOperator: String {
    let name = BuiltinOperatorNames.name(of: value).map { "\($0), builtin code \(value)" }
    return "Operator \(affectedOperator ?? Int(index)) (\(name ?? "builtin code \(value)"))"
      + " has no kernel in this runtime. \(action)"
  }

  private func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  private func place(_ operatorName: String?) -> String {
    if field == .fileHeader { return reason == .notAModel ? "the file" : "the file's header" }
    if field.table == .hardening {
      let step = affectedOperator.map { "operator \($0): " } ?? ""
      return step + "the hardening table, word \(index),"
    }
    let name = field.name(operatorName: operatorName)
    let label = affectedOperator.map { "operator \($0)" + (operatorName.map { " (\($0))" } ?? "") }
    let row: String? =
      switch field.table {
      case .file: nil
      case .model, .subgraph: nil
      case .operation, .options, .hardening: nil
      case .operatorCode: label == nil ? "operator code \(index)" : nil
      case .tensor, .quantization: "tensor \(index)"
      case .buffer: "buffer \(index)"
      case .metadata: "metadata entry \(index)"
      }
    let table: String =
      switch field.table {
      case .model: "the model table, field `\(name)`,"
      case .subgraph: "the subgraph, field `\(name)`" + (index > 0 ? ", entry \(index)," : ",")
      case .options: "\(label ?? "an operator"), option `\(name)`,"
      case .operation: "\(label ?? "an operator"), field `\(name)`,"
      case .quantization: "\(row ?? ""), quantisation field `\(name)`,"
      default: "\(row ?? label ?? "the file"), field `\(name)`,"
      }
    guard row != nil, let label else { return table }
    return "\(label): \(table)"
  }

  private var problem: String {
    switch reason {
    case .notAModel: "is not a TensorFlow Lite model: bytes 4 to 7 are not \"TFL3\"."
    case .unsupportedFeature:
      switch field {
      case .modelVersion: "holds schema version \(value), and this runtime reads version 3."
      case .modelSubgraphs: "holds \(value) subgraphs, and this runtime runs models of 1 subgraph."
      case .tensorIsVariable: "marks a variable tensor, and this runtime keeps no state between inferences."
      case .tensorSparsity: "marks sparse weights, and this runtime reads dense ones only."
      case .quantizationDetailsType:
        "holds a custom quantisation, and this runtime knows scale and zero point."
      case .bufferOffset: "points to data outside the FlatBuffer, and this runtime reads files below 2 GiB."
      default: "holds \(value), a variant that this runtime does not support."
      }
    case .unsupportedOperator: "has no kernel in this runtime."
    case .unsupportedType:
      "holds \(Self.typeName(value)), which this runtime does not take in this place."
    case .outsideFile:
      "points beyond the end of the file" + (value != 0 ? " (offset or length \(value))." : ".")
    case .misaligned: "points to byte \(value), which is not a multiple of the element's size."
    case .missing: "lacks what is needed there" + (field.table == .operation ? " (found: \(value))." : ".")
    case .outOfRange: "holds \(value), which is outside its range."
    case .shapeMismatch: "does not fit the other tensors of its operator or its buffer (found: \(value))."
    case .quantizationMismatch:
      "does not fit the quantisation of the operator's other tensors as the reference kernels need it"
        + (value != 0 ? " (found: \(value))." : ".")
    case .orderViolated:
      "is used before it is computed, or computed twice"
        + (value != 0 ? " (tensor or position \(value))." : ".")
    case .tooLarge: "needs more than this runtime addresses" + (value != 0 ? " (\(value))." : ".")
    case .planInvalid:
      "holds a memory plan in which live tensors overlap, or which has the wrong form (found: \(value))."
    case .arenaTooSmall: "need an arena of \(value) bytes, which is more than was given."
    case .outsideArena: "led outside the arena while the model ran."
    case .protectionInvalid: protectionProblem
    }
  }

  private var action: String {
    switch reason {
    case .notAModel: "Give a .tflite file; 'redoubt quantize' makes one of an .onnx file."
    case .unsupportedFeature, .unsupportedOperator:
      "Export the model without it, or replace it by operators that the runtime has."
    case .unsupportedType: "The runtime computes in int8: quantise the model to int8 first."
    case .outsideFile, .misaligned, .missing, .outOfRange, .shapeMismatch, .orderViolated:
      "The file is damaged or was written wrongly: fetch it or convert it again."
    case .quantizationMismatch: "Convert the model again, with one scale and zero point for these tensors."
    case .tooLarge: "Use a smaller model, or a smaller batch."
    case .planInvalid: "Remove the metadata entry `OfflineMemoryAllocation`, or write it again."
    case .arenaTooSmall: "Enlarge the arena to at least \(value) bytes."
    case .outsideArena: "The interpreter's tables in RAM were changed: initialise it again."
    case .protectionInvalid: "Harden the model again, and deploy its banks with it."
    }
  }

  private var protectionProblem: String {
    switch HardeningError.Reason(rawValue: field.slot) {
    case .notATable, nil: "is not of this format and version (found: \(value))."
    case .wrongLength: "does not fit the entry's length of \(value) bytes."
    case .outOfRange: "names \(value), which does not exist or is out of order."
    case .unknownScheme: "holds \(value), which is no set of schemes."
    case .bankMissing: "asks for a bank (\(value)) that is not there or too small."
    case .wrongBank: "does not go with bank \(value), which was made for another model or plan."
    case .outsideBank:
      "holds offset \(value), which leaves its bank, is not aligned, or does not go with the schemes."
    case .wrongRow: "leads to the row of another unit than channel \(value)."
    case .modelMismatch: "does not fit the operator's tensors (\(value))."
    }
  }

  /// Name of an element type of the schema (enumeration `TensorType`).
  private static func typeName(_ code: Int32) -> String {
    let names = [
      "FLOAT32", "FLOAT16", "INT32", "UINT8", "INT64", "STRING", "BOOL", "INT16", "COMPLEX64", "INT8",
      "FLOAT64",
      "COMPLEX128", "UINT64", "RESOURCE", "VARIANT", "UINT32", "UINT16", "INT4", "BFLOAT16",
    ]
    return code >= 0 && Int(code) < names.count ? "type \(names[Int(code)])" : "type code \(code)"
  }
}
