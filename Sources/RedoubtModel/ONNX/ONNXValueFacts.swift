/// What is known about computed values beyond their shapes, for the patterns that exporters write.
struct ONNXValueFacts {
  /// Values without negative elements: padding them with 0 changes no maximum.
  var nonNegative: Set<ValueID> = []
  /// x + 3, by the value that is it: x.
  var plusThree: [ValueID: ValueID] = [:]
  /// 6 × hard sigmoid of x, which is min(max(x + 3, 0), 6): x.
  var sixfoldHardSigmoid: [ValueID: ValueID] = [:]
  /// Hard sigmoid of x, with slope 1/6: x.
  var hardSigmoid: [ValueID: ValueID] = [:]
  /// 6 × hard swish of x: x.
  var sixfoldHardSwish: [ValueID: ValueID] = [:]
  /// Values that repeat another one along dimensions of size 1: that one.
  var expanded: [ValueID: ONNXOperand] = [:]
  /// Values that are part of another one, so that slices of slices become one.
  var parts: [ValueID: Part] = [:]

  /// Elements from `begin` on, `step` apart, along each dimension of `whole`.
  struct Part {
    let whole: ONNXOperand
    let begin: [Int]
    let step: [Int]
  }
}
