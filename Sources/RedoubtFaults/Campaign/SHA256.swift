/// The SHA-256 digest, which names models and data.
///
/// - Source: FIPS PUB 180-4.
public enum SHA256 {
  /// 64 hexadecimal digits.
  public static func hexadecimal(_ message: [UInt8]) -> String {
    digest(message).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  static func digest(_ message: [UInt8]) -> [UInt8] {
    var state: [UInt32] = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    let whole = message.count / 64 * 64
    message.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: whole, by: 64) { absorb(bytes, start, &state) }
    }
    var tail = Array(message[whole...]) + [0x80]
    while tail.count % 64 != 56 { tail.append(0) }
    let bits = UInt64(message.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    tail.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: 64) { absorb(bytes, start, &state) }
    }
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) } }
  }

  private static func absorb(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ state: inout [UInt32]) {
    var w = [UInt32](repeating: 0, count: 64)
    for i in 0..<16 {
      w[i] = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: start + 4 * i, as: UInt32.self))
    }
    func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }
    for i in 16..<64 {
      let s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3
      let s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10
      w[i] = w[i - 16] &+ s0 &+ w[i - 7] &+ s1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for i in 0..<64 {
      let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let t1 = h &+ s1 &+ (e & f ^ ~e & g) &+ constants[i] &+ w[i]
      let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let t2 = s0 &+ (a & b ^ a & c ^ b & c)
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
    }
    let sums = [a, b, c, d, e, f, g, h]
    for i in 0..<8 { state[i] = state[i] &+ sums[i] }
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = {
    let primes = (2...311).filter { n in !(2..<n).contains { n % $0 == 0 } }
    return primes.map { prime in
      // The largest r with r³ ≤ prime × 2^96; its low 32 bits are the fraction.
      var root: UInt64 = 0
      for bit in stride(from: 34, through: 0, by: -1) {
        let candidate = root | 1 << UInt64(bit)
        let square = candidate.multipliedFullWidth(by: candidate)
        // candidate has at most 35 bits: its square fits 70, its cube 105.
        let low = square.low.multipliedFullWidth(by: candidate)
        let high = square.high * candidate + low.high
        if high < UInt64(prime) << 32 || (high == UInt64(prime) << 32 && low.low == 0) { root = candidate }
      }
      return UInt32(truncatingIfNeeded: root)
    }
  }()
}
