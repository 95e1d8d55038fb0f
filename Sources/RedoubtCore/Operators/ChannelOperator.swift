/// CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED: operators whose output channels have weights of their own, so that each
/// can be computed alone.
package protocol ChannelOperator: Operator {
  associatedtype Parameters: ChannelOperands

  /// Reads and checks the operator.
  static func parameters(_ node: Node) throws(ModelError) -> Parameters

  /// Bytes of the kernels' scratch memory, a multiple of 4.
  static func scratchBytes(_ p: Parameters) -> Int

  /// Whether the kernel for processors with two multiply-accumulates in one instruction gives this operator's bytes.
  static var hasDualMacKernel: Bool { get }

  /// That kernel.
  ///
  /// - Parameters:
  ///   - weights: From the selection's origin on.
  ///   - bias: From the selection's origin on; empty for an operator without one.
  static func computeDualMac<S: ChannelSelection>(
    _ p: Parameters, _ node: Node, _ memory: borrowing TensorMemory, _ weights: Span<Int8>,
    _ bias: Span<Int32>, _ selection: inout S
  ) throws(ModelError)

  /// Kernel for the same processors that computes listed channels alone, each into its plane.
  ///
  /// - Returns: False where it does not give these channels' bytes; what it has written does not count then.
  static func computeListed(
    _ p: Parameters, _ node: Node, _ memory: borrowing TensorMemory, _ weights: Span<Int8>,
    _ bias: Span<Int32>, _ list: ReplicatedPlanes
  ) throws(ModelError) -> Bool

  /// The reference kernel, on a datapath.
  static func computeReference<S: ChannelSelection, D: Datapath>(
    _ p: Parameters, _ node: Node, _ memory: borrowing TensorMemory, _ weights: Span<Int8>,
    _ bias: Span<Int32>, _ selection: inout S, _ datapath: inout D
  ) throws(ModelError)
}

/// What the parameters of such an operator have in common.
package protocol ChannelOperands {
  var output: Tensor { get }
  var weights: Tensor { get }
  var bias: Tensor? { get }
  /// The requantisation that all channels share; nil where each has its own.
  var sharedPair: QuantizedMultiplier? { get }
}

extension ChannelOperator {
  package static var hasDualMacKernel: Bool { true }

  /// Runs the operator on the kernel for this processor.
  @inline(__always)
  static func runAll(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    guard DualMac.isAvailable, hasDualMacKernel else {
      var clean = CleanDatapath()
      return try run(node, memory, &clean)
    }
    try runDualMac(node, memory)
  }

  /// Runs the kernel for processors with two multiply-accumulates in one instruction, on any processor.
  @inline(__always)
  package static func runDualMac(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try parameters(node)
    var all = AllChannels()
    try computeDualMac(
      p, node, memory, try memory.read(p.weights, as: Int8.self), try memory.readBias(p.bias), &all)
  }

  /// Runs the reference kernel on a datapath.
  @inline(__always)
  package static func run<D: Datapath>(
    _ node: Node, _ memory: borrowing TensorMemory, _ datapath: inout D
  ) throws(ModelError) {
    let p = try parameters(node)
    var all = AllChannels()
    try computeReference(
      p, node, memory, try memory.read(p.weights, as: Int8.self), try memory.readBias(p.bias), &all, &datapath
    )
  }

  /// Computes a selection: on the kernel for this processor, or on the reference kernel where a datapath is simulated.
  @inline(__always)
  static func compute<S: ChannelSelection, D: Datapath>(
    _ p: Parameters, _ node: Node, _ memory: borrowing TensorMemory, _ weights: Span<Int8>,
    _ bias: Span<Int32>, _ selection: inout S, _ datapath: inout D
  ) throws(ModelError) {
    if DualMac.isAvailable, hasDualMacKernel, D.isClean {
      try computeDualMac(p, node, memory, weights, bias, &selection)
    } else {
      try computeReference(p, node, memory, weights, bias, &selection, &datapath)
    }
  }
}
