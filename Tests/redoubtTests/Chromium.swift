import Foundation

/// A real browser, where one is installed.
enum Chromium {
  /// What a page says about itself once it is laid out.
  struct Page {
    /// Width of the window and of the page inside it, in pixels.
    let windowWidth, pageWidth: Int
    /// What the browser's console was told.
    let messages: [String]
  }

  static let path: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    for folder in folders {
      for name in ["chromium", "chromium-browser", "google-chrome"] {
        let path = "\(folder)/\(name)"
        if FileManager.default.isExecutableFile(atPath: path) { return path }
      }
    }
    return nil
  }()

  /// Loads a page in a window of a width.
  ///
  /// - Parameters:
  ///   - html: The page; a script that measures it is added to a copy.
  ///   - file: Where the copy goes.
  static func load(_ html: String, width: Int, file: String) throws -> Page? {
    let script =
      "<script>document.body.insertAdjacentHTML('beforeend', '<i id=\"measured\">' + innerWidth + ' '"
      + " + document.documentElement.scrollWidth + '</i>')</script></body>"
    try html.replacingOccurrences(of: "</body>", with: script).write(
      toFile: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = path.map { URL(fileURLWithPath: $0) }
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom",
      "--window-size=\(width),900", "file://\(file)",
    ]
    let (output, diagnostics) = (Pipe(), URL(fileURLWithPath: file + ".log"))
    FileManager.default.createFile(atPath: diagnostics.path, contents: nil)
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: diagnostics)
    try process.run()
    let dom = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard let start = dom.range(of: "<i id=\"measured\">")?.upperBound,
      let end = dom.range(of: "</i>", range: start..<dom.endIndex)?.lowerBound
    else { return nil }
    let numbers = dom[start..<end].split(separator: " ").compactMap { Int($0) }
    guard numbers.count == 2 else { return nil }
    let log = try String(contentsOf: diagnostics, encoding: .utf8)
    return Page(
      windowWidth: numbers[0], pageWidth: numbers[1],
      messages: log.split(separator: "\n").filter { $0.contains("CONSOLE") }.map(String.init))
  }
}
