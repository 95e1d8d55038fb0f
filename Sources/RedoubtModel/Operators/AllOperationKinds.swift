/// Every operation that a graph can hold: the one list that importers find them by.
public enum AllOperationKinds {
  /// No two have the same builtin operator code.
  public static let types: [any OperationKind.Type] = [
    AddKind.self, ArgMaxKind.self, AveragePool2DKind.self, BatchToSpaceNDKind.self, ConcatenationKind.self,
    Conv2DKind.self, DepthwiseConv2DKind.self, DequantizeKind.self, ExpandDimsKind.self,
    FullyConnectedKind.self, GatherKind.self, HardSwishKind.self, LeakyReluKind.self, LogisticKind.self,
    MaximumKind.self, MaxPool2DKind.self, MeanKind.self, MinimumKind.self, MulKind.self, PackKind.self,
    PadKind.self, PadV2Kind.self, PreluKind.self, QuantizeKind.self, ReduceMaxKind.self, ReduceProdKind.self,
    Relu6Kind.self, ReluKind.self, ReluN1To1Kind.self, ReshapeKind.self, ResizeNearestNeighborKind.self,
    ShapeKind.self, SliceKind.self, SoftmaxKind.self, SpaceToBatchNDKind.self, SplitKind.self,
    SqueezeKind.self, StridedSliceKind.self, SubKind.self, TanhKind.self, TileKind.self, TransposeKind.self,
  ]

  private static let byCode = Dictionary(uniqueKeysWithValues: types.map { ($0.builtinCode, $0) })

  /// The kind with this builtin operator code, nil where there is none.
  public static func type(builtinCode: Int32) -> (any OperationKind.Type)? { byCode[builtinCode] }
}
