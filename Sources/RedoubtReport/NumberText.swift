import Foundation

/// Numbers as people read them, equal in every locale.
public enum NumberText {
  /// 12501632 as "12,501,632".
  public static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// A time with a fitting unit: "78.1 µs".
  public static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<1e-3: String(format: "%.2f µs", seconds * 1e6)
    case ..<1: String(format: "%.3f ms", seconds * 1e3)
    default: String(format: "%.2f s", seconds)
    }
  }

  /// A size: "11.2 KiB"; below one KiB in bytes.
  public static func kibibytes(_ bytes: Int) -> String {
    abs(bytes) < 1024 ? "\(bytes) B" : String(format: "%.1f KiB", Double(bytes) / 1024)
  }

  /// A share of 1 in percent: "87.94 %".
  public static func percent(_ share: Double) -> String { String(format: "%.2f %%", share * 100) }

  /// A shape: "1×32×32×16"; "scalar" without dimensions.
  public static func shape(_ dimensions: [Int]) -> String {
    dimensions.isEmpty ? "scalar" : dimensions.map(String.init).joined(separator: "×")
  }
}
