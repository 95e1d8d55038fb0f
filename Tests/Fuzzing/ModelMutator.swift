/// libFuzzer's own mutation of bytes.
@_silgen_name("LLVMFuzzerMutate")
private func mutateBytes(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ largest: Int) -> Int

/// Mutates a model where it matters. Blind mutation mostly hits weights, or breaks an offset so that nothing behind
/// it is read; so three of four mutations change a few values of the file's structure instead.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutateModel(
  _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ largest: Int, _ seed: UInt32
) -> Int {
  var choice = Choice(seed: UInt64(seed))
  guard choice.next() & 3 != 0 else { return mutateBytes(data, size, largest) }
  var file = Array(UnsafeBufferPointer(start: data, count: size))
  let sites = ModelSites(file: file).sites
  guard !sites.isEmpty else { return mutateBytes(data, size, largest) }
  // Mostly one change: a second one tends to hide what the first one would have shown.
  for _ in 0..<(choice.next() & 3 == 0 ? 3 : 1) {
    let site = choice.element(of: sites)
    let other = choice.element(of: sites).load(file)
    site.store(&file, newValue(site.load(file), other, site.width, &choice))
  }
  for i in 0..<size { data[i] = file[i] }
  return size
}

/// Values at which counts, shapes, offsets and codes go wrong.
let edgeValues: [UInt64] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 127, 128, 129, 255, 256, 257, 0x7fff, 0x8000,
  0xffff,
  0x1_0000, 0x3fff_ffff, 0x4000_0000, 0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff,
  0x1_0000_0000, 0x7f80_0000, 0x3f80_0000, 0x0000_0001_8000_0000, .max, .max - 1,
]

private func newValue(_ old: UInt64, _ other: UInt64, _ width: Int, _ choice: inout Choice) -> UInt64 {
  switch choice.next() % 8 {
  case 0: choice.element(of: edgeValues)
  case 1: 0 &- choice.element(of: edgeValues)
  case 2: old &+ 1 &+ choice.next() % 4
  case 3: old &- 1 &- choice.next() % 4
  case 4: old ^ 1 << (choice.next() % UInt64(8 * width))
  case 5: other
  case 6: old &+ 4 &* (choice.next() % 64) &- 128
  default: choice.next() % 64
  }
}
