import Foundation

/// What runs between start-up and the end of an image.
public enum Application: Sendable {
  /// The interpreter with a set of operators, as `OperatorSource` writes it.
  ///
  /// `computesShapes` is false for a model without operators on shapes: then the image leaves out what evaluates them.
  case interpreter(operators: String, computesShapes: Bool = true)
  /// The interpreter of either kind, with every operator, struck by lists of flips.
  case faults(isHardened: Bool)
  /// The same for a hardened model, whose banks are in memories of their own.
  case hardened(operators: String, computesShapes: Bool = true)
  /// C files that define `application_main`, and the folders of their headers.
  case c([URL], headers: [URL] = [])
  /// Swift files that define `application_main`, C files beside them, and the folder of their module map.
  case swift([URL], c: [URL], modules: URL)
}
