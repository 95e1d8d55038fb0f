/// Kinds whose output elements depend on one element of each input: any common order of dimensions will do.
public protocol ElementwiseKind: OperationKind {}

extension LeakyReluKind: ElementwiseKind {}
extension PreluKind: ElementwiseKind {}
