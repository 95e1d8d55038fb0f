/// What an elementwise operator of two int8 operands does with one pair of elements.
protocol PairKernel {
  /// How the operands map onto the result.
  var broadcast: Broadcast { get }

  /// The element of the result.
  func value(_ first: Int8, _ second: Int8) -> Int8
}

extension PairKernel {
  /// The reference kernel. Loop nest: the result's elements in order.
  ///
  /// - Parameters: The whole tensors that `broadcast` was made for.
  @inline(__always)
  func run(_ first: Span<Int8>, _ second: Span<Int8>, _ output: inout MutableSpan<Int8>) {
    let (length, firstStep, secondStep) = (broadcast.rowLength, broadcast.firstStep, broadcast.secondStep)
    var row = Broadcast.Row()
    repeat {
      let a = first.extracting(row.first..<row.first &+ (length &- 1) &* firstStep &+ 1)
      let b = second.extracting(row.second..<row.second &+ (length &- 1) &* secondStep &+ 1)
      for i in 0..<length {
        // `a` and `b` reach to the last step of the row.
        let (x, y) = unsafe (a[unchecked: i &* firstStep], b[unchecked: i &* secondStep])
        output[row.output &+ i] = value(x, y)
      }
    } while broadcast.advance(&row)
  }
}
