import Foundation

/// The data that the project does not carry: networks of others, data sets, outputs of the reference engines.
///
/// It is looked for in `REDOUBT_TEST_DATA`, else in `../shared` from the package's root.
public enum TestData {
  public static let root: URL = {
    if let path = ProcessInfo.processInfo.environment["REDOUBT_TEST_DATA"], !path.isEmpty {
      return URL(fileURLWithPath: path, isDirectory: true)
    }
    // Tests/ModelFixtures/TestData.swift -> the package's root.
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return package.deletingLastPathComponent().appendingPathComponent("shared", isDirectory: true)
  }()

  public static var isPresent: Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent("models").path)
  }

  /// Says why a test was skipped.
  public static let absence: String =
    "needs the test data: set REDOUBT_TEST_DATA to a folder with models/, datasets/ and golden/"

  public static func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  /// The bytes of a file, by its path below the root.
  public static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url(path))) }
}
