import RedoubtModel
import Testing

@Suite struct FusePaddingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var input, kernel, stride, dilation, before, after: Int
    var testDescription: String {
      "\(input) cells, kernel \(kernel), stride \(stride), dilation \(dilation), padding \(before) and \(after)"
    }

    /// By the definition of SAME: ⌈input ÷ stride⌉ windows, the smaller half of the padding in front.
    var isSame: Bool {
      let span = (kernel - 1) * dilation + 1
      let windows = (input + before + after - span) / stride + 1
      let needed = max((windows - 1) * stride + span - input, 0)
      return windows == (input + stride - 1) / stride && before == needed / 2
    }
  }

  private static let cases: [Case] = {
    let kernels = [(1, 1), (2, 1), (3, 1), (3, 2), (4, 1), (5, 1)]
    let paddings = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2)]
    var cases: [Case] = []
    for input in 5...7 {
      for (kernel, dilation) in kernels {
        for stride in 1...3 {
          for (before, after) in paddings {
            cases.append(
              Case(
                input: input, kernel: kernel, stride: stride, dilation: dilation, before: before, after: after
              ))
          }
        }
      }
    }
    return cases
  }()

  private func padded(_ b: inout GraphBuilder, _ x: ValueID, _ c: Case) throws -> ValueID {
    let (before, after) = (Int32(c.before), Int32(c.after))
    return try b.append(
      PadKind(), x, b.integers([0, 0, before, after, before, after, 0, 0], shape: [4, 2]))
  }

  private func window(_ c: Case) -> WindowAttributes {
    let (stride, dilation) = (Int32(c.stride), Int32(c.dilation))
    return WindowAttributes(
      padding: .valid, strides: SpatialExtent(rows: stride, columns: stride),
      dilations: SpatialExtent(rows: dilation, columns: dilation))
  }

  @Test(arguments: cases) func zerosBecomeSamePaddingWhereTheWindowsAreTheSame(_ c: Case) throws {
    var b = GraphBuilder(seed: 6)
    let x = b.input([1, c.input, c.input, 2])
    let image = try padded(&b, x, c)
    let first = try b.append(Conv2DKind(window: window(c)), image, b.random([2, c.kernel, c.kernel, 2]))
    let second = try b.append(
      DepthwiseConv2DKind(window: window(c)), image, b.random([1, c.kernel, c.kernel, 2]))
    let graph = try b.prepared(first, second)
    let isFused = c.isSame || c.before + c.after == 0
    #expect(graph.names.contains("PAD") == !isFused)
  }

  @Test(arguments: [false, true]) func maximaTakePaddingOnlyWhereNothingIsNegative(_ isNonNegative: Bool)
    throws
  {
    var b = GraphBuilder(seed: 7)
    let x = b.input([1, 6, 6, 2])
    let source = isNonNegative ? try b.append(ReluKind(), try b.append(AddKind(), x, x)) : x
    let image = try b.append(PadKind(), source, b.integers([0, 0, 1, 1, 1, 1, 0, 0], shape: [4, 2]))
    let pool = MaxPool2DKind(
      filter: SpatialExtent(rows: 3, columns: 3), window: WindowAttributes(padding: .valid))
    #expect(try b.prepared(try b.append(pool, image)).names.contains("PAD") == !isNonNegative)
  }

  @Test func meansLeaveTheirPaddingOutAndTakeNone() throws {
    var b = GraphBuilder(seed: 8)
    let image = try b.append(
      PadKind(), b.input([1, 6, 6, 2]), b.integers([0, 0, 1, 1, 1, 1, 0, 0], shape: [4, 2]))
    let pool = AveragePool2DKind(
      filter: SpatialExtent(rows: 3, columns: 3), window: WindowAttributes(padding: .valid))
    #expect(try b.prepared(try b.append(pool, image)).names == ["PAD", "AVERAGE_POOL_2D"])
  }

  @Test func aPadThatIsReadElsewhereStaysForThat() throws {
    var b = GraphBuilder(seed: 9)
    let image = try b.append(
      PadKind(), b.input([1, 6, 6, 2]), b.integers([0, 0, 1, 1, 1, 1, 0, 0], shape: [4, 2]))
    let result = try b.append(
      Conv2DKind(window: WindowAttributes(padding: .valid)), image, b.random([2, 3, 3, 2]))
    let graph = try b.prepared(result, try b.append(MulKind(), image, image))
    #expect(graph.names.filter { $0 == "PAD" }.count == 1)
    #expect((graph.operations.first { $0.kind is Conv2DKind }?.kind as? Conv2DKind)?.window.padding == .same)
  }
}
