/// The quantisation of a whole tensor: real = scale × (q − zeroPoint).
struct AffineScale {
  let scale: Scale
  /// −128 … 127.
  let zeroPoint: Int32
}
