import Foundation

/// Coordinates of a picture.
enum PictureNumber {
  /// Up to one decimal: finer than a pixel is noise.
  static func text(_ value: Double) -> String {
    let text = String(format: "%.1f", value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
