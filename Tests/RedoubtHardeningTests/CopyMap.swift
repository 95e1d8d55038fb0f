import RedoubtCore
import RedoubtHost
import RedoubtModel

@testable import RedoubtHardening

/// Where the copies of protected parameters lie in a hardened file, found by the format's description alone.
struct CopyMap {
  let bankStarts: [Int]
  let bankBytes: Int
  /// Position of the entry in the file.
  let entry: Int
  let entryBytes: Int
  private let file: [UInt8]
  private let units: NetworkUnits

  init(_ interpreter: HostInterpreter) throws {
    file = interpreter.modelBytes(0..<interpreter.modelByteCount)
    units = try NetworkUnits(interpreter)
    let file = file
    // The only place of the magic number that is followed by version 2.
    let magic = Array("RDHT".utf8) + [2, 0, 0, 0]
    entry = stride(from: 0, to: file.count - 8, by: 4).first { file[$0..<$0 + 8].elementsEqual(magic) } ?? 0
    entryBytes = Self.word(file, entry - 4)
    let size = Self.word(file, entry + 4 * HardeningFormat.Header.bankBytes)
    bankBytes = size
    // A bank begins with the identity, its number and its size.
    let identity = file[entry + 32..<entry + 36]
    bankStarts = (1...2).map { number in
      stride(from: 16, to: file.count - 12, by: 4).first {
        file[$0..<$0 + 4] == identity && Self.word(file, $0 + 4) == number && Self.word(file, $0 + 8) == size
      } ?? 0
    }
  }

  static func word(_ file: [UInt8], _ place: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(file[place + $1]) << (8 * $1) }
  }

  private func unitWord(_ tensor: Int, _ unit: Int) -> Int {
    let tensors = entry + 36
    let count = Self.word(file, entry + 8)
    return tensors + 16 * count + 20 * (Self.word(file, tensors + 16 * tensor + 8) + unit)
  }

  private func parameters(_ tensor: Int, _ unit: Int) -> UnitParameters? {
    let operatorIndex = Self.word(file, entry + 36 + 16 * tensor)
    let channel = Self.word(file, unitWord(tensor, unit)) & 0xff_ffff
    return units[UnitID(operatorIndex: operatorIndex, channel: channel)]?.parameters
  }

  /// Positions of the first weight's three copies.
  func firstWeight(_ tensor: Int, _ unit: Int) -> [Int] {
    guard let parameters = parameters(tensor, unit) else { return [] }
    let row = Self.word(file, unitWord(tensor, unit) + 4)
    let phase = parameters.weights.stride == 1 ? parameters.weights.start % 4 : 0
    return [parameters.weights.start] + bankStarts.map { $0 + row + 16 + phase }
  }

  /// Positions of every byte of one copy of the weights, biases and pairs of all units.
  func allBytes(copy: Int) -> [Int] {
    var places: [Int] = []
    for tensor in 0..<Self.word(file, entry + 8) {
      for unit in 0..<Self.word(file, entry + 36 + 16 * tensor + 12) {
        let all = bytes(tensor: tensor, unit: unit)
        guard let parameters = parameters(tensor, unit) else { continue }
        let (weights, pair) = (parameters.weights.count, 12)
        // Copy 0 stands first, then the weights of both banks, then their heads.
        switch copy {
        case 0: places += all[..<(weights + pair)]
        default:
          let first = weights + pair + (copy - 1) * weights
          places += all[first..<first + weights]
          places += all[(3 * weights + pair * copy)...].prefix(pair)
        }
      }
    }
    return places
  }

  /// Positions of every byte of every copy of a unit's weights, bias and pair.
  func bytes(tensor: Int, unit: Int) -> [Int] {
    guard let parameters = parameters(tensor, unit), let bias = parameters.bias else { return [] }
    let word = unitWord(tensor, unit)
    var places = Array(parameters.weights.positions) + Array(bias) + Array(word + 12..<word + 20)
    for first in firstWeight(tensor, unit).dropFirst() {
      places += Array(first..<first + parameters.weights.count)
    }
    for start in bankStarts {
      let row = start + Self.word(file, word + 4)
      places += Array(row + 4..<row + 16)
    }
    return places
  }
}
