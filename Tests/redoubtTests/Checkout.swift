import Foundation

/// Files of the project itself.
enum Checkout {
  // Tests/redoubtTests/Checkout.swift -> the package's root.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// - Parameter path: Below the root.
  static func path(_ path: String) -> String { root.appendingPathComponent(path).path }
}
