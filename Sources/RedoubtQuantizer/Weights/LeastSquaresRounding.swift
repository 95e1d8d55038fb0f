/// Rounds the weights of a group of output channels such that the layer's outputs, not its weights, change least.
///
/// With A the covariance of what the layer reads, the error of a channel is (w − ŵ)ᵀ A (w − ŵ), w being the best real
/// weights and ŵ = scale × integers. Weights are rounded one after the other; what each rounding does to the outputs
/// is made up for by those not yet rounded, as far as A lets them.
///
/// - Source: E. Frantar, S. Ashkboos, T. Hoefler, D. Alistarh, "GPTQ", ICLR 2023, in the form of L. Babai, "On Lovász'
///   lattice reduction and the nearest lattice point problem", Combinatorica 6 (1986).
struct LeastSquaresRounding: Sendable {
  private let factor: CholeskyFactor
  /// Place in `factor` of each weight: those whose inputs vary most are rounded first, when most can make up for it.
  private let order: [Int]
  /// The covariance with what keeps the weights near the float ones, and that number.
  private let fit: CholeskyFactor
  private let fitRidge: Double
  private let depth: Int

  /// Share of the mean variance that is added to each for rounding: where inputs hardly vary, it keeps errors small.
  private static let damping = 0.01
  /// Likewise for the best weights, which stay near the float ones. The layer makes up for errors before it as far as
  /// they are the same for all records, but does not learn those of the calibration records. Logit error on held-out
  /// calibration records with 0.1, 0.3, 1 and 3: ResNet-8 0.092, 0.076, 0.068, 0.073; DS-CNN 0.026, 0.024, 0.025, 0.025.
  private static let pull = 1.0

  /// - Parameter covariance: Of what the group reads, [depth, depth].
  init(covariance: [Double], depth: Int) {
    self.depth = depth
    let variances = (0..<depth).map { covariance[$0 * depth + $0] }
    let mean = variances.reduce(0, +) / Double(max(1, depth))
    // A group that reads zeros only: any number will do.
    let unit = mean > 0 ? mean : 1
    // The last in the factor is rounded first.
    let order = (0..<depth).sorted { (variances[$0], $0) < (variances[$1], $1) }
    var damped = [Double](repeating: 0, count: depth * depth)
    for i in 0..<depth {
      for j in 0..<depth { damped[i * depth + j] = covariance[order[i] * depth + order[j]] }
      damped[i * depth + i] += unit * Self.damping
    }
    factor = CholeskyFactor(damped, size: depth)
    self.order = order
    fitRidge = unit * Self.pull
    var pulled = covariance
    for i in 0..<depth { pulled[i * depth + i] += fitRidge }
    fit = CholeskyFactor(pulled, size: depth)
  }

  /// Real weights whose outputs are nearest to what they should be.
  ///
  /// - Parameters:
  ///   - weights: The float network's.
  ///   - target: Covariance of the wanted output with what the layer reads.
  func bestWeights(_ weights: [Double], target: [Double]) -> [Double] {
    fit.solve((0..<depth).map { target[$0] + fitRidge * weights[$0] })
  }

  /// Rounds weights to multiples of a scale, −127 … 127 times.
  ///
  /// - Returns: The multiples, and the error, with the damping.
  func round(_ weights: [Double], scale: Double) -> (steps: [Int8], error: Double) {
    var steps = [Int8](repeating: 0, count: depth)
    var differences = [Double](repeating: 0, count: depth)
    var error = 0.0
    factor.elements.withUnsafeBufferPointer { r in
      differences.withUnsafeMutableBufferPointer { differences in
        for place in (0..<depth).reversed() {
          var sum = 0.0
          let row = place * depth
          for j in (place + 1)..<max(depth, place + 1) { sum += r[row + j] * differences[j] }
          let k = order[place]
          let wanted = weights[k] + sum / r[row + place]
          let step = max(-127, min(127, (wanted / scale).rounded()))
          steps[k] = Int8(step)
          differences[place] = weights[k] - scale * step
          let rest = r[row + place] * (wanted - scale * step)
          error += rest * rest
        }
      }
    }
    return (steps, error)
  }
}
