/// How the range of an activation is chosen from what calibration saw.
public enum RangeMethod: String, CaseIterable, Codable, Sendable {
  /// Everything seen.
  case minmax
  /// All but a small share at both ends.
  case percentile
  /// Least mean squared error of quantised values.
  case mse
  /// Least Kullback–Leibler divergence between the histograms before and after.
  case kl
}
