import RedoubtCore
import RedoubtModel

/// The part of a network that is protected or not as a whole: one output channel of CONV_2D, DEPTHWISE_CONV_2D or
/// FULLY_CONNECTED with its weights, or one channel of the network's input or of another operator (a plane unit),
/// which has activations only.
public struct NetworkUnit: Equatable, Sendable {
  /// Operator and channel; distinct within a network.
  public let id: UnitID
  /// Name of the operator in the schema; "input" for the network's input.
  public let operatorName: String
  /// Name in the file of the tensor that the unit writes; may be empty.
  public let tensorName: String
  /// The activations that the unit writes; for an input those that the network reads.
  public let plane: ActivationPlane
  /// Nil for a plane unit.
  public let parameters: UnitParameters?
  /// Multiply-accumulates of one inference.
  public let macs: Int

  /// Whether the unit has activations only.
  public var isPlane: Bool { parameters == nil }
}

/// The activations of a unit: every element of a tensor with this index in its last dimension.
public struct ActivationPlane: Equatable, Sendable {
  /// Index in the model's tensor list.
  public let tensor: Int
  /// Index in the last dimension.
  public let channel: Int
  /// Size of the last dimension.
  public let channels: Int
  /// Elements of the plane, a byte each for int8.
  public let cells: Int
  /// Of the tensor's elements.
  public let type: TensorType
  /// Scale and zero point; nil for a tensor that is not int8.
  public let quantization: AffineQuantization?
  /// First and last operator during which the tensor is alive.
  public let life: ClosedRange<Int>

  /// Bytes of all cells; they lie `channels` elements apart in the tensor.
  public var byteCount: Int { cells * type.byteCount }
}

/// What a unit with weights computes with, and where copy 0 of it lies in the model file.
public struct UnitParameters: Equatable, Sendable {
  /// Weights of the channel in the model file.
  public let weights: StridedBytes
  /// Four bytes, nil where the operator has no bias.
  public let bias: Range<Int>?
  /// Derived from the scales.
  public let requantisation: QuantizedMultiplier
  /// Real number per step of a weight; the channel's own where scales are per channel.
  public let weightScale: Float
  /// Stored weight that stands for 0.
  public let weightZeroPoint: Int
}
