import ModelFixtures
import TemporaryFiles

/// A folder with a network of one layer that takes the first three of four values, two records for it, and their labels.
struct SmallNetwork {
  /// Gone with the last copy of this value.
  let folder: TemporaryFolder
  /// Paths of the int8 file and of the records.
  let model, records: String
  /// The records as `--dataset` takes them. The first is decided right, the second wrong.
  let dataset: String

  init() throws {
    folder = try TemporaryFolder()
    let fixture = ModelFixture(
      tensors: [
        .activation([1, 4]), .weights([3, 4], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]), .activation([1, 3]),
      ], operators: [.fullyConnected(inputs: [0, 1, -1], output: 2)])
    model = try folder.file("model.tflite", fixture.file)
    records = try folder.file("r.bin", [9, 1, 1, 1, 1, 9, 1, 0xff])
    dataset = "raw:\(records),labels=\(try folder.file("l.csv", "index,label\n0,0\n1,2\n"))"
  }
}
