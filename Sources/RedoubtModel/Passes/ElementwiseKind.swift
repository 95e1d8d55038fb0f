/// Kinds whose output elements depend on one element of each input: any common order of dimensions will do.
protocol ElementwiseKind: OperationKind {}

extension AddKind: ElementwiseKind {}
extension HardSwishKind: ElementwiseKind {}
extension LeakyReluKind: ElementwiseKind {}
extension LogisticKind: ElementwiseKind {}
extension MaximumKind: ElementwiseKind {}
extension MinimumKind: ElementwiseKind {}
extension MulKind: ElementwiseKind {}
extension PreluKind: ElementwiseKind {}
extension Relu6Kind: ElementwiseKind {}
extension ReluKind: ElementwiseKind {}
extension ReluN1To1Kind: ElementwiseKind {}
extension SubKind: ElementwiseKind {}
extension TanhKind: ElementwiseKind {}

/// Kinds that reduce the dimensions that input 1 lists.
protocol ReducingKind: OperationKind {
  var keepsDimensions: Bool { get }
}

extension MeanKind: ReducingKind {}
extension ReduceMaxKind: ReducingKind {}
extension ReduceProdKind: ReducingKind {}
