import Foundation

/// Reads ONNX models, operator sets 11 to 24, into a graph.
///
/// Spatial operations of the graph are channels-last, those of an ONNX file channels-first: the import puts transposes
/// around each, and `Graph.removingTransposes()` takes them out again. A symbolic batch dimension becomes 1; whatever
/// depends only on constants and shapes is computed; operations that no output needs are left out.
public struct ONNXImporter {
  private let file: [UInt8]
  private let folder: URL?

  /// Operator sets that are read.
  public static let opsets: ClosedRange<Int64> = 11...24

  /// - Parameters:
  ///   - file: The bytes of an `.onnx` file; kept until the importer is let go.
  ///   - folder: The file's folder, in and below which external data is looked for; nil refuses external data.
  public init(_ file: [UInt8], folder: URL? = nil) {
    self.file = file
    self.folder = folder
  }

  /// The network of the file.
  public func graph() throws(ONNXError) -> Graph {
    let model = try ONNXModel(file)
    guard Self.opsets.contains(model.opset) else {
      throw .unsupported(
        place: "model",
        "It uses version \(model.opset) of the operator set; \(Self.opsets.lowerBound) to "
          + "\(Self.opsets.upperBound) are supported. Export it with opset_version=17.")
    }
    var lowering = ONNXLowering(model, file, folder: ONNXExternalData(folder: folder))
    return try lowering.run()
  }
}
