import Testing

@testable import RedoubtCore

@Suite struct WindowTests {
  static let inputs = 1...11

  /// Calls `body` with every window over `input` elements.
  private func withEveryWindow(
    input: Int, _ body: (_ filter: Int, _ stride: Int, _ dilation: Int) throws -> Void
  ) rethrows {
    for filter in 1...5 {
      for stride in 1...4 {
        for dilation in 1...4 { try body(filter, stride, dilation) }
      }
    }
  }

  private func axis(_ input: Int, _ filter: Int, _ stride: Int, _ dilation: Int, _ padding: Int8)
    -> WindowAxis?
  {
    WindowAxis(
      input: input, filter: filter, stride: Int32(stride), dilation: Int32(dilation), padding: padding)
  }

  @Test(arguments: inputs)
  func validWindowsAreThoseThatFit(_ input: Int) {
    withEveryWindow(input: input) { filter, stride, dilation in
      let positions = Swift.stride(from: 0, to: input, by: stride).filter {
        $0 + (filter - 1) * dilation < input
      }
      let axis = self.axis(input, filter, stride, dilation, WindowAxis.valid)
      #expect((axis?.output ?? 0) == positions.count)
      #expect((axis?.padding ?? 0) == 0)
    }
  }

  @Test(arguments: inputs)
  func sameWindowsCoverTheInputWithTheLeastPadding(_ input: Int) throws {
    try withEveryWindow(input: input) { filter, stride, dilation in
      let axis = try #require(self.axis(input, filter, stride, dilation, WindowAxis.same))
      #expect(axis.output == Swift.stride(from: 0, to: input, by: stride).map { $0 }.count)
      // The least total padding in which the last window still ends inside.
      let last = (axis.output - 1) * stride + (filter - 1) * dilation
      let total = (0...).first { last < input + $0 }!
      #expect(axis.padding == total / 2)
    }
  }

  @Test(arguments: inputs, [WindowAxis.same, WindowAxis.valid])
  func filterElementsAreThoseThatMeetTheInput(_ input: Int, _ padding: Int8) {
    withEveryWindow(input: input) { filter, stride, dilation in
      guard let axis = self.axis(input, filter, stride, dilation, padding) else { return }
      for position in 0..<axis.output {
        let origin = axis.origin(position)
        #expect(origin == position * stride - axis.padding)
        let expected = (0..<filter).filter { (0..<input).contains(origin + $0 * dilation) }
        #expect(Array(axis.elements(from: origin)) == expected)
      }
    }
  }

  @Test func valuesOutsideTheirRangeGiveNoWindow() {
    #expect(axis(0, 1, 1, 1, 0) == nil)
    #expect(axis(1, 0, 1, 1, 0) == nil)
    #expect(axis(1, 1, 0, 1, 0) == nil)
    #expect(axis(1, 1, -1, 1, 0) == nil)
    #expect(axis(1, 1, 1, 0, 0) == nil)
    #expect(axis(1, 1, 1, Int(Int32.min), 0) == nil)
    #expect(axis(1, 1, 1, 1, 2) == nil)
    #expect(axis(1, 1, 1, 1, -1) == nil)
    #expect(axis(1, 0x8000, 1, 1, 0) == nil)
    #expect(axis(1, 1, 0x8000, 1, 0) == nil)
    #expect(axis(1, 1, 1, 0x8000, 0) == nil)
    #expect(axis((1 << 28) + 1, 1, 1, 1, 0) == nil)
  }
}
