/// A constant matrix [depth, columns], stored so that a product reads it from front to back.
///
/// Every element of a product is summed in the order of `depth` in one float32 accumulator without fused steps, so
/// its bits depend neither on the machine nor on the number of threads.
struct PackedMatrix: Sendable {
  let depth: Int
  let columns: Int
  /// Panels of eight columns, each with `depth` rows; missing columns are 0.
  private let panels: [SIMD8<Float>]

  /// - Parameter element: Element in row `k` and column `n`.
  init(depth: Int, columns: Int, element: (_ k: Int, _ n: Int) -> Float) {
    self.depth = depth
    self.columns = columns
    var panels: [SIMD8<Float>] = []
    panels.reserveCapacity((columns + 7) / 8 * depth)
    for first in stride(from: 0, to: columns, by: 8) {
      for k in 0..<depth {
        var row = SIMD8<Float>()
        for n in first..<min(first + 8, columns) { row[n - first] = element(k, n) }
        panels.append(row)
      }
    }
    self.panels = panels
  }

  /// Where a product goes: rows of `columns` elements, `stride` apart.
  struct Target {
    let start: UnsafeMutablePointer<Float>
    let stride: Int
  }

  /// target[m, n] = clamp(Σ a[m, k] × matrix[k, n] + bias[n]).
  ///
  /// - Parameters:
  ///   - a: `rows` rows of `depth` elements, `stride` apart.
  ///   - bias: `columns` elements, nil for none.
  func multiply(
    _ a: UnsafePointer<Float>, rows: Int, stride: Int, bias: UnsafePointer<Float>?,
    range: ClosedRange<Float>, into target: Target
  ) {
    panels.withUnsafeBufferPointer { panels in
      guard let start = panels.baseAddress else { return }
      for first in Swift.stride(from: 0, to: columns, by: 8) {
        let panel = start + first / 8 * depth
        let width = min(8, columns - first)
        var addend = SIMD8<Float>()
        if let bias { for n in 0..<width { addend[n] = bias[first + n] } }
        let epilogue = Epilogue(bias: addend, range: range, width: width)
        var m = 0
        while m + 4 <= rows {
          multiplyFourRows(
            a + m * stride, stride, panel, epilogue, target.start + m * target.stride + first, target.stride)
          m += 4
        }
        while m < rows {
          multiplyRow(a + m * stride, panel, epilogue, target.start + m * target.stride + first)
          m += 1
        }
      }
    }
  }

  /// What happens to eight sums before they are stored.
  private struct Epilogue {
    let bias: SIMD8<Float>
    let range: ClosedRange<Float>
    let width: Int

    @inline(__always)
    func store(_ sums: SIMD8<Float>, to target: UnsafeMutablePointer<Float>) {
      var result = sums + bias
      result.replace(with: range.lowerBound, where: result .< range.lowerBound)
      result.replace(with: range.upperBound, where: result .> range.upperBound)
      if width == 8 {
        UnsafeMutableRawPointer(target).storeBytes(of: result, as: SIMD8<Float>.self)
      } else {
        for n in 0..<width { target[n] = result[n] }
      }
    }
  }

  @inline(__always)
  private func multiplyFourRows(
    _ a: UnsafePointer<Float>, _ stride: Int, _ panel: UnsafePointer<SIMD8<Float>>, _ epilogue: Epilogue,
    _ target: UnsafeMutablePointer<Float>, _ targetStride: Int
  ) {
    let (a0, a1, a2, a3) = (a, a + stride, a + 2 * stride, a + 3 * stride)
    var (s0, s1, s2, s3) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
    for k in 0..<depth {
      let row = panel[k]
      s0 += a0[k] * row
      s1 += a1[k] * row
      s2 += a2[k] * row
      s3 += a3[k] * row
    }
    epilogue.store(s0, to: target)
    epilogue.store(s1, to: target + targetStride)
    epilogue.store(s2, to: target + 2 * targetStride)
    epilogue.store(s3, to: target + 3 * targetStride)
  }

  @inline(__always)
  private func multiplyRow(
    _ a: UnsafePointer<Float>, _ panel: UnsafePointer<SIMD8<Float>>, _ epilogue: Epilogue,
    _ target: UnsafeMutablePointer<Float>
  ) {
    var sum = SIMD8<Float>()
    for k in 0..<depth { sum += a[k] * panel[k] }
    epilogue.store(sum, to: target)
  }
}
