/// How weights of the file become those of an operation: another shape, another order of dimensions, a factor.
struct ONNXArrangement: Hashable {
  /// The tensor's elements under this shape.
  let shape: [Int]
  /// Then dimension i is dimension `permutation[i]` of that shape.
  let permutation: [Int]
  var scale: Float = 1

  /// Shape of the result.
  var resultShape: [Int] { permutation.map { shape[$0] } }

  /// How elements move from the tensor to the result.
  var walk: StridedWalk {
    let (result, strides) = (resultShape, shape.rowMajorStrides)
    return StridedWalk(result, a: permutation.map { strides[$0] }, b: result.rowMajorStrides)
  }

  /// The name of the result.
  func name(of operand: String) -> String { permutation.isIdentity ? operand : "\(operand)/\(permutation)" }
}
