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
