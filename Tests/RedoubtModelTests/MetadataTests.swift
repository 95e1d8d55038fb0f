import RedoubtModel
import Testing

@Suite struct MetadataTests {
  /// FIPS 180-4's examples, and a length at which the padding needs a block of its own.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func digestsAreThoseOfTheStandard(text: String, digest: String) {
    #expect(SHA256.hexadecimal(of: Array(text.utf8)) == digest)
    var pieces = SHA256()
    for byte in text.utf8 { pieces.update([byte]) }
    #expect(pieces.hexadecimal() == digest)
  }

  @Test func preprocessingReadsBackAsItWasWritten() throws {
    let preprocessing = Preprocessing(mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225])
    #expect(try Preprocessing([preprocessing.metadata]) == preprocessing)
    #expect(try Preprocessing([]) == nil)
  }

  @Test(arguments: ["", "{}", #"{"layout":"NHWC","mean":[0],"scale":255,"std":[0]}"#])
  func damagedPreprocessingIsRefused(text: String) {
    let entry = ModelMetadata(name: Preprocessing.name, bytes: Array(text.utf8))
    #expect(throws: GraphError.self) { try Preprocessing([entry]) }
  }
}
