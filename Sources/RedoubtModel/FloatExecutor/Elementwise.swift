/// Evaluation of operations that compute each element by itself.
extension [HostTensor?] {
  /// Applies `operation` to each element of input 0, which must be float32.
  @inline(__always)
  func mapped(_ operation: (Float) -> Float) throws(GraphError) -> [HostTensor] {
    let (input, shape) = (try floats(0), try tensor(0).shape)
    let count = input.count
    let output = [Float](unsafeUninitializedCapacity: count) { output, initialized in
      input.withUnsafeBufferPointer { input in
        for i in 0..<count { output[i] = operation(input[i]) }
      }
      initialized = count
    }
    return [HostTensor(shape: shape, output)]
  }

  /// Combines inputs 0 and 1 element by element; shapes broadcast.
  ///
  /// Integer elements are combined in int64 and wrap into their type.
  @inline(__always)
  func combined(
    _ shape: [Int], activation: FusedActivation = .none, _ floats: (Float, Float) -> Float,
    _ integers: (Int64, Int64) -> Int64
  ) throws(GraphError) -> [HostTensor] {
    let (a, b) = (try tensor(0), try tensor(1))
    switch (a.data, b.data) {
    case (.float32(let x), .float32(let y)):
      var result = combineBroadcast(x, a.shape, y, b.shape, to: shape, floats)
      activation.apply(to: &result)
      return [HostTensor(shape: shape, result)]
    case (.int32(let x), .int32(let y)) where activation == .none:
      let result = combineBroadcast(x, a.shape, y, b.shape, to: shape) {
        Int32(truncatingIfNeeded: integers(Int64($0), Int64($1)))
      }
      return [HostTensor(shape: shape, data: .int32(result))]
    case (.int64(let x), .int64(let y)) where activation == .none:
      return [
        HostTensor(shape: shape, data: .int64(combineBroadcast(x, a.shape, y, b.shape, to: shape, integers)))
      ]
    default:
      throw GraphError("Elements of type \(a.data.type) and \(b.data.type) cannot be combined in float.")
    }
  }
}

extension [Int] {
  /// Strides with which a row-major tensor of this shape is read as one of `shape`: 0 where it repeats.
  func broadcastStrides(to shape: [Int]) -> [Int] {
    let strides = rowMajorStrides
    let missing = shape.count - count
    return shape.indices.map { i in i < missing || self[i - missing] == 1 ? 0 : strides[i - missing] }
  }
}

/// Combines two tensors that broadcast to `shape`.
@inline(__always)
func combineBroadcast<T>(
  _ x: [T], _ xShape: [Int], _ y: [T], _ yShape: [Int], to shape: [Int], _ operation: (T, T) -> T
) -> [T] {
  let count = shape.elementCount
  let walk = StridedWalk(
    shape, a: xShape.broadcastStrides(to: shape), b: yShape.broadcastStrides(to: shape),
    c: shape.rowMajorStrides)
  return [T](unsafeUninitializedCapacity: count) { output, initialized in
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        let (run, step) = (walk.run, walk.runStep)
        walk.forEachRun { at in
          if step.a == 1, step.b == 1 {
            for i in 0..<run { output[at.c + i] = operation(x[at.a + i], y[at.b + i]) }
          } else {
            for i in 0..<run { output[at.c + i] = operation(x[at.a + i * step.a], y[at.b + i * step.b]) }
          }
        }
      }
    }
    initialized = count
  }
}

extension FusedActivation {
  /// Clamps elements to the activation's range.
  func apply(to elements: inout [Float]) {
    if self == .none { return }
    let (low, high) = (range.lowerBound, range.upperBound)
    elements.withUnsafeMutableBufferPointer { elements in
      for i in elements.indices { elements[i] = min(max(elements[i], low), high) }
    }
  }

  /// Elements clamped to the activation's range.
  func applied(to elements: consuming [Float]) -> [Float] {
    apply(to: &elements)
    return elements
  }
}
