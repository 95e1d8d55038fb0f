/// What carries out the protection in Swift: `Voting.swift`, of which only the parts in use are written.
struct SwiftVoting {
  let protection: ProgramProtection

  private var hasUnits: Bool { protection.hasRows || protection.hasComputation }

  var source: String {
    """
    import ModelWeights

    /// The voter: what it has found, and its majority.
    enum Voting {
      nonisolated(unsafe) private(set) static var corrected: UInt32 = 0
      nonisolated(unsafe) private(set) static var disagreed: UInt32 = 0

      /// Counts copies of which the first two differ; the majority of each bit.
      @inline(never)
      static func settle(_ a: UInt32, _ b: UInt32, _ c: UInt32) -> UInt32 {
        if a == c || b == c {
          unsafe corrected &+= 1
        } else {
          unsafe disagreed &+= 1
        }
        return a & b | c & (a | b)
      }
    }

    /// A tensor with protected channels.
    struct ProtectedTensor {
      /// Four numbers for each: channel; 1 voted parameters, 2 stored three times, 4 computed three times; its row in
      /// words of either parameter bank or −1; its plane in bytes of either activation bank or −1.
      let units: UnsafePointer<Int32>
      let unitCount, channels: Int
      /// Bytes of one channel.
      let cells: Int
    \(protection.hasPlanes ? Self.planesSource : "")\(protection.hasCopies ? Self.copiesSource : "")}
    \(hasUnits ? Self.kernelSource + operatorSource : "")
    """
  }

  private static let planesSource = """

      /// Votes every byte of the protected channels before it is used; where copies differ, all become the majority.
      @inline(never)
      func vote(_ tensor: UnsafeMutablePointer<Int8>) {
        for k in 0..<unitCount {
          let unit = unsafe units + 4 &* k
          let offset = unsafe Int(unit[3])
          guard offset >= 0 else { continue }
          let bank1 = unsafe model_activations1_data()! + offset
          let bank2 = unsafe model_activations2_data()! + offset
          var place = unsafe Int(unit[0])
          for cell in 0..<cells {
            let (a, b) = unsafe (UInt8(bitPattern: tensor[place]), UInt8(bitPattern: bank1[cell]))
            if a != b {
              let c = unsafe UInt8(bitPattern: bank2[cell])
              let majority = Int8(truncatingIfNeeded: Voting.settle(UInt32(a), UInt32(b), UInt32(c)))
              unsafe tensor[place] = majority
              unsafe bank1[cell] = majority
              unsafe bank2[cell] = majority
            }
            place &+= channels
          }
        }
      }

    """

  private static let copiesSource = """

      /// Stores the channels that are protected so in both activation banks.
      @inline(never)
      func store(_ tensor: UnsafeMutablePointer<Int8>) {
        for k in 0..<unitCount {
          let unit = unsafe units + 4 &* k
          guard unsafe unit[1] & 2 != 0 else { continue }
          let bank1 = unsafe model_activations1_data()! + Int(unit[3])
          let bank2 = unsafe model_activations2_data()! + Int(unit[3])
          var place = unsafe Int(unit[0])
          for cell in 0..<cells {
            unsafe bank1[cell] = unsafe tensor[place]
            unsafe bank2[cell] = unsafe tensor[place]
            place &+= channels
          }
        }
      }

    """

  private static let kernelSource = """

    /// The parameters of one output channel; `step` is the distance of neighbouring weights.
    struct ChannelParameters {
      var weights: UnsafePointer<Int8>
      var step: Int
      var bias, multiplier, shift: Int32
    }

    /// A kernel with weights that can compute one channel: an output every `stride` bytes.
    protocol ProtectedKernel {
      var weights: UnsafePointer<Int8> { get }
      var bias: UnsafePointer<Int32>? { get }
      var multipliers: UnsafePointer<Int32> { get }
      var shifts: UnsafePointer<Int8> { get }

      func runChannel(
        _ c: ChannelParameters, _ channel: Int, _ input: UnsafePointer<Int8>,
        _ output: UnsafeMutablePointer<Int8>, stride: Int)
    }

    /// The value, of which the optimiser may no longer assume anything.
    private func opaque<Value>(_ pointer: UnsafePointer<Value>) -> UnsafePointer<Value> {
      unsafe model_opaque(pointer)!.assumingMemoryBound(to: Value.self)
    }

    """

  private var operatorSource: String {
    let rows = """
            if unsafe unit[1] & 1 != 0, unsafe voteRow(unit, kernel.bias != nil, &c) {
              unsafe kernel.runChannel(c, channel, input, output + channel, stride: tensor.channels)
            }

      """
    let computation = """
            if unsafe unit[1] & 4 != 0 {
              let bank1 = unsafe model_activations1_data()! + Int(unit[3])
              let bank2 = unsafe model_activations2_data()! + Int(unit[3])
              unsafe kernel.runChannel(c, channel, opaque(input), bank1, stride: 1)
              unsafe kernel.runChannel(c, channel, opaque(input), bank2, stride: 1)
            }

      """
    return """

      /// An operator with weights.
      struct ProtectedOperator {
        let tensor: ProtectedTensor
        /// 1 where each channel has a multiplier and a shift of its own, 0 where all share one.
        let pairStep: Int
        /// Weights of a channel; the distance of two channels, and of two weights of a channel.
        let weightCount, channelStep, weightStep: Int
        /// Distance of the first weight from the start of a word: weights are voted in words.
        let phase: Int
        /// Exclusive-or channel, plus 1: the first word of a channel's row.
        let tag: UInt32
        /// Room for one row of weights.
        let row: UnsafeMutablePointer<Int8>

        /// Behind the operator itself: computes again the channels of which copies of the parameters differ, from what
        /// the majority says, and twice more those that are computed three times.
        @inline(never)
        func run(
          _ kernel: some ProtectedKernel, _ input: UnsafePointer<Int8>, _ output: UnsafeMutablePointer<Int8>
        ) {
          for k in 0..<tensor.unitCount {
            let unit = unsafe tensor.units + 4 &* k
            let channel = unsafe Int(unit[0])
            let pair = channel &* pairStep
            \(protection.hasRows ? "var" : "let") c = unsafe ChannelParameters(
              weights: opaque(kernel.weights + channel &* channelStep), step: weightStep,
              bias: kernel.bias.map { unsafe opaque($0)[channel] } ?? 0,
              multiplier: opaque(kernel.multipliers)[pair], shift: Int32(opaque(kernel.shifts)[pair]))
      \(protection.hasRows ? rows : "")\(protection.hasComputation ? computation : "")    }
        }
      \(protection.hasRows ? Self.rowsSource : "")}

      """
  }

  private static let rowsSource = """

      @inline(__always)
      private func vote(_ a: UInt32, _ bank1: UnsafePointer<UInt32>, _ bank2: UnsafePointer<UInt32>) -> UInt32 {
        let b = unsafe bank1.pointee
        return unsafe a == b ? a : Voting.settle(a, b, bank2.pointee)
      }

      /// Votes a unit's parameters; true where a copy 0 deviated.
      private func voteRow(_ unit: UnsafePointer<Int32>, _ hasBias: Bool, _ c: inout ChannelParameters) -> Bool {
        let bank1 = unsafe model_bank1_data()! + Int(unit[2])
        let bank2 = unsafe model_bank2_data()! + Int(unit[2])
        let copy0 = unsafe c
        let channel = unsafe Int(unit[0])
        _ = unsafe vote((tag ^ UInt32(truncatingIfNeeded: channel)) &+ 1, bank1, bank2)
        unsafe c.multiplier = Int32(bitPattern: vote(UInt32(bitPattern: c.multiplier), bank1 + 2, bank2 + 2))
        unsafe c.shift = Int32(bitPattern: vote(UInt32(bitPattern: c.shift), bank1 + 3, bank2 + 3))
        if hasBias {
          unsafe c.bias = Int32(bitPattern: vote(UInt32(bitPattern: c.bias), bank1 + 1, bank2 + 1))
        }
        let first = weightStep == 1 ? 0 &- (phase &+ channel &* weightCount) & 3 : 0
        if unsafe weightsDiffer(c.weights, first, bank1 + 4) {
          unsafe voteWeights(c.weights, first, bank1 + 4, bank2 + 4)
          unsafe c.weights = UnsafePointer(row)
          unsafe c.step = 1
          return true
        }
        return unsafe c.multiplier != copy0.multiplier || c.shift != copy0.shift || c.bias != copy0.bias
      }

      /// Whether copies 0 and 1 of a channel's weights differ. The first word begins at weight `first`, −3 ... 0.
      private func weightsDiffer(
        _ weights: UnsafePointer<Int8>, _ first: Int, _ bank1: UnsafePointer<UInt32>
      ) -> Bool {
        var (place, i) = (first, 0)
        while place < weightCount {
          if unsafe word(weights, place) != bank1[i] & mask(place) { return true }
          place &+= 4
          i &+= 1
        }
        return false
      }

      /// Puts the majority of a channel's weights into the row.
      private func voteWeights(
        _ weights: UnsafePointer<Int8>, _ first: Int, _ bank1: UnsafePointer<UInt32>,
        _ bank2: UnsafePointer<UInt32>
      ) {
        var (place, i) = (first, 0)
        while place < weightCount {
          let mask = mask(place)
          let (a, b) = unsafe (word(weights, place), bank1[i] & mask)
          let majority = unsafe a == b ? a : Voting.settle(a, b, bank2[i] & mask)
          for k in max(0, 0 &- place)..<min(4, weightCount &- place) {
            let byte = UInt8(truncatingIfNeeded: majority &>> UInt32(truncatingIfNeeded: 8 &* k))
            unsafe row[place &+ k] = Int8(bitPattern: byte)
          }
          place &+= 4
          i &+= 1
        }
      }

      /// Four weights of copy 0 as a word, the first one lowest; what lies outside of the row is 0.
      @inline(__always)
      private func word(_ weights: UnsafePointer<Int8>, _ first: Int) -> UInt32 {
        var word: UInt32 = 0
        for k in max(0, 0 &- first)..<min(4, weightCount &- first) {
          let byte = unsafe UInt8(bitPattern: weights[(first &+ k) &* weightStep])
          word |= UInt32(byte) &<< UInt32(truncatingIfNeeded: 8 &* k)
        }
        return word
      }

      /// The bits of a bank's word that hold weights of the row.
      @inline(__always)
      private func mask(_ first: Int) -> UInt32 {
        var mask = UInt32.max
        if first < 0 { mask = mask &<< UInt32(truncatingIfNeeded: -8 &* first) }
        if first &+ 4 > weightCount {
          mask &= UInt32.max &>> UInt32(truncatingIfNeeded: 8 &* (first &+ 4 &- weightCount))
        }
        return mask
      }

    """
}
