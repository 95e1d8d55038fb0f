/// Offsets into three tensors that are walked over together.
struct Offsets: Equatable {
  var a = 0
  var b = 0
  var c = 0

  static func + (x: Offsets, y: Offsets) -> Offsets { Offsets(a: x.a + y.a, b: x.b + y.b, c: x.c + y.c) }

  static func - (x: Offsets, y: Offsets) -> Offsets { Offsets(a: x.a - y.a, b: x.b - y.b, c: x.c - y.c) }

  static func * (x: Offsets, n: Int) -> Offsets { Offsets(a: x.a * n, b: x.b * n, c: x.c * n) }
}

/// A walk over all cells of a shape that keeps the offsets of up to three tensors, each with its own strides.
///
/// Serves copies, broadcasts and reductions alike: a stride of 0 repeats an element, a negative one runs backwards.
/// Dimensions that lie one behind the other in all tensors are taken together, so that runs are long.
struct StridedWalk {
  /// Cells of the innermost dimension, and the steps between them.
  private(set) var run = 1
  private(set) var runStep = Offsets()
  /// The other dimensions, outermost first.
  private var outer: [(count: Int, step: Offsets)] = []
  private let isEmpty: Bool

  /// - Parameter a, b, c: Strides of the tensors, one per dimension; empty for a tensor that takes no part.
  init(_ shape: [Int], a: [Int], b: [Int], c: [Int] = []) {
    isEmpty = shape.contains(0)
    var dimensions: [(count: Int, step: Offsets)] = []
    for i in shape.indices where shape[i] != 1 {
      let step = Offsets(a: a.isEmpty ? 0 : a[i], b: b.isEmpty ? 0 : b[i], c: c.isEmpty ? 0 : c[i])
      if let last = dimensions.last, last.step == step * shape[i] {
        dimensions[dimensions.count - 1] = (last.count * shape[i], step)
      } else {
        dimensions.append((shape[i], step))
      }
    }
    guard let inner = dimensions.popLast() else { return }
    (run, runStep, outer) = (inner.count, inner.step, dimensions)
  }

  /// Calls `body` with the offsets of each run's first cell, in row-major order.
  @inline(__always)
  func forEachRun(_ body: (Offsets) -> Void) {
    if isEmpty { return }
    var counters = [Int](repeating: 0, count: outer.count)
    var offsets = Offsets()
    while true {
      body(offsets)
      var i = outer.count - 1
      while i >= 0 {
        counters[i] += 1
        offsets = offsets + outer[i].step
        if counters[i] < outer[i].count { break }
        offsets = offsets - outer[i].step * outer[i].count
        counters[i] = 0
        i -= 1
      }
      if i < 0 { return }
    }
  }
}
