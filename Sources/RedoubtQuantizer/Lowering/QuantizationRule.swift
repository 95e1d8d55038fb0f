import RedoubtModel

/// What the int8 kernel of an operation demands of the quantisation of its tensors.
enum QuantizationRule: Equatable {
  /// Weights per output channel, int32 bias; input and output are free.
  case weighted
  /// Rescales: every tensor has its own quantisation.
  case free
  /// Copies or compares bytes: all tensors of real numbers are quantised alike.
  case copying
  /// The output's quantisation is part of the operator's definition.
  case fixedOutput(AffineQuantization)

  /// The rule of an operation.
  ///
  /// - Throws: Where there is no int8 kernel.
  static func of(_ kind: any OperationKind) throws(GraphError) -> QuantizationRule {
    switch kind {
    case is Conv2DKind, is DepthwiseConv2DKind, is FullyConnectedKind: .weighted
    case is AddKind, is SubKind, is MulKind, is MeanKind, is ReluKind, is LeakyReluKind, is PreluKind,
      is HardSwishKind, is QuantizeKind, is ArgMaxKind, is ShapeKind:
      .free
    case is SoftmaxKind, is LogisticKind: .fixedOutput(AffineQuantization(scale: 1 / 256, zeroPoint: -128))
    case is TanhKind: .fixedOutput(AffineQuantization(scale: 1 / 128, zeroPoint: 0))
    // RELU6 is not rescaled by TensorFlow Lite Micro.
    case is Relu6Kind, is AveragePool2DKind, is MaxPool2DKind, is ConcatenationKind, is MaximumKind,
      is MinimumKind, is PadKind, is PadV2Kind, is ReduceMaxKind, is ReshapeKind, is SqueezeKind,
      is ExpandDimsKind, is TransposeKind, is StridedSliceKind, is SliceKind, is SplitKind,
      is ResizeNearestNeighborKind, is SpaceToBatchNDKind, is BatchToSpaceNDKind, is TileKind, is GatherKind,
      is PackKind:
      .copying
    default:
      throw GraphError(
        "\(type(of: kind).name) has no int8 kernel. Replace it in the network, or fuse it into its neighbour."
      )
    }
  }
}
