import RedoubtCore
import RedoubtHost

/// real = scale × (q − zeroPoint), for a whole tensor.
public struct AffineQuantization: Equatable, Sendable {
  /// Real difference between neighbouring integers.
  public let scale: Float
  /// The integer that stands for 0.
  public let zeroPoint: Int

  public init(scale: Float, zeroPoint: Int) {
    self.scale = scale
    self.zeroPoint = zeroPoint
  }

  /// The int8 that stands for a real value: `value / scale`, rounded half away from zero, plus the zero point,
  /// saturated.
  ///
  /// - Parameter value: Not NaN.
  public func quantize(_ value: Float) -> Int8 {
    let steps = (value / scale).rounded(.toNearestOrAwayFromZero)
    // Beyond ±2^20 steps every value saturates, and the conversion to an integer stays possible.
    let q = Int(max(-0x10_0000, min(0x10_0000, steps))) + zeroPoint
    return Int8(clamping: q)
  }

  /// The real value of a stored one: scale × (q − zero point).
  public func dequantize(_ q: Int8) -> Float { scale * Float(Int(q) - zeroPoint) }
}

/// A tensor as a report shows it.
public struct TensorDescription: Equatable, Sendable {
  /// Index in the model's tensor list.
  public let index: Int
  /// Name in the file; empty where it has none.
  public let name: String
  /// Dimensions, outermost first.
  public let shape: [Int]
  /// Type of the elements; float16 constants of a float network are float32, as they are computed.
  public let type: TensorType
  /// Quantisation of the whole tensor; nil where it has none, or one per channel.
  public let quantization: AffineQuantization?
  /// Number of scales: 0, 1, or one per channel.
  public let scaleCount: Int

  public init(
    index: Int, name: String, shape: [Int], type: TensorType, quantization: AffineQuantization?,
    scaleCount: Int
  ) {
    self.index = index
    self.name = name
    self.shape = shape
    self.type = type
    self.quantization = quantization
    self.scaleCount = scaleCount
  }

  /// A name without control characters: it comes from a file and goes to terminals and pictures.
  static func printable(_ name: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator:
        text.append("\u{fffd}")
      default: text.append(scalar)
      }
    }
    return String(text)
  }

  /// Product of the dimensions; 1 for a scalar.
  public var elementCount: Int { shape.reduce(1, *) }
  /// Bytes of all elements, one after the other.
  public var byteCount: Int { elementCount * type.byteCount }
}

extension HostInterpreter {
  /// Describes a tensor of the model.
  public func describe(_ tensor: Tensor) throws(ModelError) -> TensorDescription {
    let quantization = tensor.quantization
    var affine: AffineQuantization?
    if quantization.count == 1 {
      let scale = try tensor.scale()
      affine = AffineQuantization(
        scale: Float(sign: .plus, exponent: Int(scale.exponent), significand: Float(scale.significand)),
        zeroPoint: Int(try tensor.zeroPoint()))
    }
    let name = try readModel().tensorNamePosition(tensor.index).map { modelBytes($0) } ?? []
    return TensorDescription(
      index: tensor.index, name: TensorDescription.printable(String(decoding: name, as: UTF8.self)),
      shape: (0..<tensor.shape.rank).map { tensor.shape[$0] }, type: tensor.type, quantization: affine,
      scaleCount: quantization.count)
  }
}

extension RunnableModel {
  /// The network's inputs in the model's order.
  public func inputs() throws(ModelError) -> [Tensor] {
    let model = try readModel()
    var tensors: [Tensor] = []
    for i in 0..<model.inputs.count { tensors.append(try model.input(i)) }
    return tensors
  }

  /// The network's outputs in the model's order.
  public func outputs() throws(ModelError) -> [Tensor] {
    let model = try readModel()
    var tensors: [Tensor] = []
    for i in 0..<model.outputs.count { tensors.append(try model.output(i)) }
    return tensors
  }
}
