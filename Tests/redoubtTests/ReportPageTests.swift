import Foundation
import TemporaryFiles
import Testing

@testable import redoubt

/// The page of a hardened ResNet-8: networks, ranking, campaigns on both.
@Suite(.serialized) struct ReportPageTests {
  private let folder: TemporaryFolder
  private let html: String
  private let output: String

  init() throws {
    folder = try TemporaryFolder()
    let model = Checkout.path("quantized/cifar10-resnet8/cifar10-resnet8.tflite")
    let records = try folder.file("r.bin", (0..<2 * 3072).map { UInt8(truncatingIfNeeded: $0 * 37) })
    let labels = try folder.file("l.csv", "index,label\n0,0\n1,2\n")
    let (ranking, hardened) = (folder.path("ranking.json"), folder.path("hardened.tflite"))
    var calls = [
      ["rank", model, "--score", "magnitude", "--output", ranking],
      ["harden", model, "--ranking", ranking, "--fraction", "0.5", "--output", hardened],
    ]
    for (name, file) in [("plain", model), ("hardened", hardened)] {
      calls.append([
        "inject", file, "--dataset", "raw:\(records),labels=\(labels)", "--count", "40", "--seed", "3",
        "--targets", "weights", "--output", folder.path(name),
      ])
    }
    calls.append([
      "compare", model, hardened, "--dataset", "raw:\(records),labels=\(labels)", "--count", "40",
      "--output", folder.path("paired.json"),
    ])
    calls.append([
      "report", model, hardened, ranking, folder.path("paired.json"), folder.path("plain"),
      folder.path("hardened"), "--output",
      folder.path("report.html"),
    ])
    var last = ""
    for call in calls {
      let run = CapturedRun(call)
      #expect(run.code == .done, "\(call[0]): \(run.diagnostics)")
      last = run.output
    }
    output = last
    html = String(decoding: try folder.bytes("report.html"), as: UTF8.self)
  }

  @Test func isSmallAndHasEveryPart() {
    #expect(html.utf8.count < 2 << 20, "\(html.utf8.count) bytes")
    #expect(output.hasPrefix("SDC ") && output.contains(" KiB of flash"))
    for part in [
      "class=\"headline\"", "Memory plan of cifar10-resnet8.tflite",
      "Flash: the model file of hardened.tflite",
      "Criticality by operator and channel", "SDC rate by layer and bit", "SHA-256 of hardened.tflite",
    ] {
      #expect(html.contains(part), "\(part)")
    }
  }

  @Test(.enabled(if: Chromium.path != nil, "needs chromium"), arguments: [390, 1280])
  func aBrowserShowsItWithoutErrorsAndWithoutOverflow(_ width: Int) throws {
    let page = try #require(try Chromium.load(html, width: width, file: folder.path("page.html")))
    #expect(page.messages.isEmpty, "\(page.messages)")
    #expect(page.pageWidth <= page.windowWidth && page.windowWidth <= width, "\(page)")
  }
}
