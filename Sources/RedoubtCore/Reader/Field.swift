/// A field of a table of the TensorFlow Lite schema (version 3): the table, and the field's slot in its vtable.
///
/// Serves to find a field and to name it in an error.
public struct Field: Equatable, Sendable {
  /// Table of the schema. The raw value is stable: it is part of `Field.code`.
  public enum Table: UInt8, Sendable {
    case file, model, operatorCode, subgraph, tensor, quantization, operation, buffer, metadata, options
    /// The hardening table, which is no table of the schema; the slot is a `HardeningError.Reason`.
    case hardening
  }

  /// Slot in the upper byte, table in the lower: one word, so that a field is one operand of a call.
  let packed: UInt16

  public var table: Table { Table(rawValue: UInt8(truncatingIfNeeded: packed)) ?? .file }
  public var slot: UInt8 { UInt8(truncatingIfNeeded: packed &>> 8) }

  public init(_ table: Table, _ slot: UInt8) {
    packed = UInt16(slot) &<< 8 | UInt16(table.rawValue)
  }

  init(packed: UInt16) { self.packed = packed }

  /// A field of an operator's builtin options; the slots depend on the operator.
  public static func option(_ slot: UInt8) -> Field { Field(.options, slot) }

  public static let fileHeader = Field(.file, 0)
  public static let modelVersion = Field(.model, 0)
  public static let modelOperatorCodes = Field(.model, 1)
  public static let modelSubgraphs = Field(.model, 2)
  public static let modelBuffers = Field(.model, 4)
  public static let modelMetadata = Field(.model, 6)
  public static let operatorCodeDeprecatedCode = Field(.operatorCode, 0)
  public static let operatorCodeCode = Field(.operatorCode, 3)
  public static let subgraphTensors = Field(.subgraph, 0)
  public static let subgraphInputs = Field(.subgraph, 1)
  public static let subgraphOutputs = Field(.subgraph, 2)
  public static let subgraphOperators = Field(.subgraph, 3)
  public static let tensorShape = Field(.tensor, 0)
  public static let tensorType = Field(.tensor, 1)
  public static let tensorBuffer = Field(.tensor, 2)
  public static let tensorName = Field(.tensor, 3)
  public static let tensorQuantization = Field(.tensor, 4)
  public static let tensorIsVariable = Field(.tensor, 5)
  public static let tensorSparsity = Field(.tensor, 6)
  public static let quantizationScale = Field(.quantization, 2)
  public static let quantizationZeroPoint = Field(.quantization, 3)
  public static let quantizationDetailsType = Field(.quantization, 4)
  public static let quantizationDimension = Field(.quantization, 6)
  public static let operationCodeIndex = Field(.operation, 0)
  public static let operationInputs = Field(.operation, 1)
  public static let operationOutputs = Field(.operation, 2)
  public static let operationOptionsType = Field(.operation, 3)
  public static let operationOptions = Field(.operation, 4)
  public static let bufferData = Field(.buffer, 0)
  public static let bufferOffset = Field(.buffer, 1)
  public static let metadataName = Field(.metadata, 0)
  public static let metadataBuffer = Field(.metadata, 1)
}
