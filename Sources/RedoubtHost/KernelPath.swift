import RedoubtIntrinsics

/// Which kernels compute an inference on a host. All give the same bytes.
public enum KernelPath: String, CaseIterable, Sendable {
  /// The reference kernels of the core alone.
  case reference
  /// Blocked kernels in plain C.
  case portable
  /// Blocked kernels with AVX2.
  case avx2
  /// Blocked kernels with AVX-512 VNNI.
  case avx512

  /// Whether this machine can run the path.
  public var isAvailable: Bool {
    guard let isa else { return true }
    return redoubt_isa_is_available(isa)
  }

  /// The fastest path of this machine.
  public static var fastest: KernelPath {
    [.avx512, .avx2].first { $0.isAvailable } ?? .portable
  }

  /// Multiply-accumulates per second that the path's dot-product instructions reach on registers alone: the best
  /// of several short runs on this thread. Nil where the path has no such instruction.
  public func dotProductLimit() -> Double? {
    guard let isa else { return nil }
    let rounds: Int64 = 100_000
    guard redoubt_dot_product_limit_run(isa, rounds) > 0 else { return nil }
    let clock = ContinuousClock()
    return (0..<20).map { _ in
      var macs: Int64 = 0
      let time = clock.measure { macs = redoubt_dot_product_limit_run(isa, rounds) }
      return Double(macs) / (Double(time.components.attoseconds) * 1e-18 + Double(time.components.seconds))
    }.max()
  }

  /// The instruction set of the path, nil for the reference kernels.
  var isa: redoubt_isa? {
    switch self {
    case .reference: nil
    case .portable: REDOUBT_ISA_PORTABLE
    case .avx2: REDOUBT_ISA_AVX2
    case .avx512: REDOUBT_ISA_AVX512_VNNI
    }
  }
}
