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

  /// Loads a page in a frame of a width: a window of its own would not become narrower than 500 pixels.
  ///
  /// - Parameters:
  ///   - html: The page.
  ///   - file: Where a page with the frame goes, and a script that measures it.
  static func load(_ html: String, width: Int, file: String) throws -> Page? {
    let content = html.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(
      of: "\"", with: "&quot;")
    try """
    <!doctype html>
    <iframe id="frame" style="border: 0" width="\(width)" height="900" srcdoc="\(content)"></iframe>
    <script>
    onload = () => {
      const frame = document.getElementById("frame")
      document.body.insertAdjacentHTML("beforeend", '<i id="measured">' + frame.contentWindow.innerWidth + " "
        + frame.contentDocument.documentElement.scrollWidth + "</i>")
    }
    </script>
    """.write(toFile: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = path.map { URL(fileURLWithPath: $0) }
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom",
      "--window-size=1400,900", "file://\(file)",
    ]
    let (output, diagnostics) = (Pipe(), URL(fileURLWithPath: file + ".log"))
    _ = FileManager.default.createFile(atPath: diagnostics.path, contents: nil)
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: diagnostics)
    try process.run()
    let dom = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard let start = dom.range(of: "<i id=\"measured\">", options: .backwards)?.upperBound,
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
