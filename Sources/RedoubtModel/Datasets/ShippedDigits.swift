import DigitsNetwork

/// The digits network and its data, which are part of the program.
public enum ShippedDigits {
  /// Which of the disjoint sets of images.
  public enum Split: String, CaseIterable, Sendable {
    case test, calibration
  }

  /// The float network, an ONNX file.
  public static var floatNetwork: [UInt8] { bytes(digits_float_network()) }

  /// The int8 network, a `.tflite` file.
  public static var int8Network: [UInt8] { bytes(digits_int8_network()) }

  /// IDX files: images [N, 8, 8] with values 0 … 16, and labels [N].
  static func images(_ split: Split) -> [UInt8] {
    bytes(split == .test ? digits_test_images() : digits_calibration_images())
  }

  static func labels(_ split: Split) -> [UInt8] {
    bytes(split == .test ? digits_test_labels() : digits_calibration_labels())
  }

  private static func bytes(_ file: digits_file) -> [UInt8] {
    Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
  }
}
