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
  /// Index of the field in the table's vtable, from 0.
  public var slot: UInt8 { UInt8(truncatingIfNeeded: packed &>> 8) }

  public init(_ table: Table, _ slot: UInt8) {
    packed = UInt16(slot) &<< 8 | UInt16(table.rawValue)
  }

  init(packed: UInt16) { self.packed = packed }

  /// A field of an operator's builtin options; the slots depend on the operator.
  public static func option(_ slot: UInt8) -> Field { Field(.options, slot) }

  /// The first 8 bytes of the file: the offset of the root table, then the identifier `TFL3`.
  public static let fileHeader = Field(.file, 0)
  /// Must be 3, the version of the schema.
  public static let modelVersion = Field(.model, 0)
  /// The operator codes that operators refer to.
  public static let modelOperatorCodes = Field(.model, 1)
  /// The subgraphs: exactly one is read.
  public static let modelSubgraphs = Field(.model, 2)
  /// The buffers that tensors and metadata refer to; number 0 is the empty one.
  public static let modelBuffers = Field(.model, 4)
  /// The metadata entries: names and buffers.
  public static let modelMetadata = Field(.model, 6)
  /// Code in 8 bits, for older readers; the larger of the two codes counts.
  public static let operatorCodeDeprecatedCode = Field(.operatorCode, 0)
  /// Builtin code in 32 bits.
  public static let operatorCodeCode = Field(.operatorCode, 3)
  public static let subgraphTensors = Field(.subgraph, 0)
  /// Tensor indices of the network's inputs.
  public static let subgraphInputs = Field(.subgraph, 1)
  /// Tensor indices of the network's outputs.
  public static let subgraphOutputs = Field(.subgraph, 2)
  /// The operators in execution order.
  public static let subgraphOperators = Field(.subgraph, 3)
  /// Dimensions as int32, outermost first; absent or empty for a scalar.
  public static let tensorShape = Field(.tensor, 0)
  /// Code of the element type: `TensorType`.
  public static let tensorType = Field(.tensor, 1)
  /// Index in `modelBuffers` of the constant's data; 0 or an empty buffer for a tensor in the arena.
  public static let tensorBuffer = Field(.tensor, 2)
  /// Name in UTF-8, which a target does not read.
  public static let tensorName = Field(.tensor, 3)
  public static let tensorQuantization = Field(.tensor, 4)
  /// Must be false: variable tensors are not supported.
  public static let tensorIsVariable = Field(.tensor, 5)
  /// Must be absent: sparse tensors are not supported.
  public static let tensorSparsity = Field(.tensor, 6)
  /// Scales as float32: one, or one per slice of `quantizationDimension`.
  public static let quantizationScale = Field(.quantization, 2)
  /// Zero points as int64, −128 ... 127: one for all slices, or one for each; 0 where absent.
  public static let quantizationZeroPoint = Field(.quantization, 3)
  /// Must be 0: no other kind of quantisation is supported.
  public static let quantizationDetailsType = Field(.quantization, 4)
  /// The dimension that the slices divide, where there is more than one scale.
  public static let quantizationDimension = Field(.quantization, 6)
  /// Index in `modelOperatorCodes`.
  public static let operationCodeIndex = Field(.operation, 0)
  /// Tensor indices, −1 for an optional input that is left out.
  public static let operationInputs = Field(.operation, 1)
  /// Tensor indices.
  public static let operationOutputs = Field(.operation, 2)
  /// Code of the options table in the schema's `BuiltinOptions` union; 0 for none.
  public static let operationOptionsType = Field(.operation, 3)
  /// The builtin options; where the table is absent, each has the schema's default.
  public static let operationOptions = Field(.operation, 4)
  /// The bytes of a constant or of a metadata entry.
  public static let bufferData = Field(.buffer, 0)
  /// Place of data outside the FlatBuffer: refused where it is greater than 1.
  public static let bufferOffset = Field(.buffer, 1)
  /// Name in UTF-8.
  public static let metadataName = Field(.metadata, 0)
  /// Index in `modelBuffers` of the entry's data.
  public static let metadataBuffer = Field(.metadata, 1)
}
