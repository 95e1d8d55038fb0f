import Foundation

/// What runs between start-up and the end of an image.
public enum Application: Sendable {
  /// The interpreter with a set of operators, as `OperatorSource` writes it.
  case interpreter(operators: String)
  /// C files that define `application_main`, and the folders of their headers.
  case c([URL], headers: [URL] = [])
  /// Swift files that define `application_main`, C files beside them, and the folder of their module map.
  case swift([URL], c: [URL], modules: URL)
}
