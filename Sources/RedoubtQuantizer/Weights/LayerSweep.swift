import RedoubtCore
import RedoubtHost
import RedoubtModel

/// Goes through a network layer by layer with all records at once, the float network beside the int8 one.
///
/// Each layer's weights are chosen for what it really reads, the int8 outputs of the layers before it, and for what
/// the float network makes of the same record: so a layer makes up for errors before it as far as it can.
struct LayerSweep {
  private let graph: Graph
  private let activations: ActivationQuantizations
  private let threads: Int?
  /// By record: what live values hold in the float network, and as bytes in the int8 one.
  private var real: [[ValueID: HostTensor]]
  private var quantized: [[ValueID: [UInt8]]]
  private(set) var layers: [Int: QuantizedLayer] = [:]

  /// Positions that a layer's moments are taken over, at most.
  private static let largestSampleCount = 16384
  /// Layers with more weights per output channel are rounded to the nearest steps: moments grow with the square.
  private static let largestDepth = 1536
  /// Parts that records are divided into; fixed, so that sums do not depend on the number of threads.
  private static let parts = 8

  /// Most bytes of live activations, float and int8, of all records together.
  static let largestLiveBytes = 400 << 20

  /// - Parameters:
  ///   - graph: The float network.
  ///   - records: Some of them are left out where they would not fit the memory.
  init(
    _ graph: Graph, _ activations: ActivationQuantizations, _ records: CalibrationRecords, threads: Int?
  ) throws {
    self.graph = graph
    self.activations = activations
    self.threads = threads
    let perRecord = max(1, 5 * graph.peakElements)
    let step = (records.count * perRecord + Self.largestLiveBytes - 1) / Self.largestLiveBytes
    let taken = step > 1 ? records.every(step) : records
    real = []
    quantized = []
    for i in 0..<taken.count {
      var (values, bytes): ([ValueID: HostTensor], [ValueID: [UInt8]]) = ([:], [:])
      for (id, tensor) in zip(graph.inputs, try graph.arranged(try taken.record(i))) {
        values[id] = tensor
        if let quantization = activations[id], let elements = tensor.data.floats {
          bytes[id] = elements.map { UInt8(bitPattern: quantization.quantize($0)) }
        }
      }
      real.append(values)
      quantized.append(bytes)
    }
  }

  /// Computes every operation, and chooses the weights of each layer on the way.
  ///
  /// - Parameter progress: Called with the number of operations done; may throw to stop.
  mutating func run(progress: (_ done: Int) throws -> Void) throws {
    var lastReader: [ValueID: Int] = [:]
    for (i, operation) in graph.operations.enumerated() {
      for case let id? in operation.inputs { lastReader[id] = i }
    }
    for i in graph.operations.indices {
      try progress(i)
      try compute(i)
      let operation = graph.operations[i]
      let done = (operation.inputs.compactMap { $0 } + operation.outputs).filter { lastReader[$0] ?? i <= i }
      for record in real.indices {
        for id in done {
          real[record][id] = nil
          quantized[record][id] = nil
        }
      }
    }
    try progress(graph.operations.count)
  }

  private var ranges: [Range<Int>] {
    let size = (real.count + Self.parts - 1) / Self.parts
    return stride(from: 0, to: real.count, by: size).map { $0..<min($0 + size, real.count) }
  }

  private mutating func compute(_ index: Int) throws {
    let single = graph.single(index)
    let results: [[HostTensor]]
    if let layer = try WeightedLayer(graph, operation: index), let input = activations[layer.input],
      let output = activations[layer.output]
    {
      // Sums before the activation are what the weights are fitted to.
      let executor = try FloatExecutor(single.withoutActivation)
      let sums = try runReal(single, executor)
      if layer.depth <= Self.largestDepth {
        layers[index] = try round(layer, input, output, sums)
      } else {
        layers[index] = .nearest(layer, input: input, output: output)
      }
      let range = graph.operations[index].kind.activation.range
      results = sums.map { $0.map { $0.clamped(to: range) } }
    } else {
      results = try runReal(single, try FloatExecutor(single))
    }
    let bytes = try runQuantized(single, layers[index])
    for record in real.indices {
      for (place, id) in graph.operations[index].outputs.enumerated() {
        real[record][id] = results[record][place]
        quantized[record][id] = bytes[record][place]
      }
    }
  }

  private func runReal(_ single: Graph, _ executor: FloatExecutor) throws -> [[HostTensor]] {
    let parts = try concurrentMap(ranges.count, threads: threads) { part in
      try ranges[part].map { record in
        try executor.run(single.inputs.compactMap { real[record][$0] })
      }
    }
    return parts.flatMap { $0 }
  }

  private func runQuantized(_ single: Graph, _ layer: QuantizedLayer?) throws -> [[[UInt8]]] {
    let lowered = try single.lowered(activations, layer.map { [0: $0] } ?? [:])
    let file = try TFLiteWriter(lowered).bytes()
    let parts = try concurrentMap(ranges.count, threads: threads) { part in
      let interpreter = try HostInterpreter(checking: file)
      let (inputs, outputs) = (try interpreter.inputs(), try interpreter.outputs())
      return try ranges[part].map { record in
        for (tensor, id) in zip(inputs, single.inputs) {
          if let bytes = quantized[record][id] { try interpreter.write(bytes, to: tensor) }
        }
        try interpreter.run()
        return try outputs.map { try interpreter.read($0) }
      }
    }
    return parts.flatMap { $0 }
  }

  // MARK: - Rounding

  private func round(
    _ layer: WeightedLayer, _ input: AffineQuantization, _ output: AffineQuantization, _ sums: [[HostTensor]]
  ) throws -> QuantizedLayer {
    let geometry = try PatchGeometry(graph, layer)
    let moments = moments(layer, geometry, zeroPoint: input.zeroPoint, sums)
    let rows = concurrentMap(geometry.groups, threads: threads) { group in
      let rounding = LeastSquaresRounding(covariance: moments[group].covariance, depth: layer.depth)
      return (0..<geometry.groupOutputs).map { place in
        QuantizedRow(
          layer, channel: group * geometry.groupOutputs + place, rounding, moments[group], output: place,
          input, output)
      }
    }.flatMap { $0 }
    return QuantizedLayer(
      weights: rows.flatMap(\.weights), scales: rows.map(\.scale), bias: rows.map(\.bias))
  }

  /// Moments of each group.
  private func moments(
    _ layer: WeightedLayer, _ geometry: PatchGeometry, zeroPoint: Int, _ sums: [[HostTensor]]
  ) -> [LayerMoments] {
    let perRecord = min(geometry.positions, max(1, Self.largestSampleCount / real.count))
    let empty = (0..<geometry.groups).map { _ in
      LayerMoments(depth: layer.depth, outputs: geometry.groupOutputs)
    }
    let parts = concurrentMap(ranges.count, threads: threads) { part in
      var result = empty
      var sampler = PatchSampler(geometry)
      for record in ranges[part] {
        guard let bytes = quantized[record][layer.input], let wanted = sums[record][0].data.floats else {
          continue
        }
        // Positions are drawn anew for every record, and depend on nothing else.
        var generator = SplitMix64(state: UInt64(layer.operation) << 32 | UInt64(record))
        for sample in 0..<perRecord {
          let position =
            perRecord == geometry.positions
            ? sample : Int(generator.next() % UInt64(geometry.positions))
          sampler.add(bytes, wanted, zeroPoint: zeroPoint, position: position, to: &result)
        }
      }
      sampler.finish(&result)
      return result
    }
    var merged = empty
    for part in parts { for group in merged.indices { merged[group].merge(part[group]) } }
    return merged
  }
}

/// Collects samples of all groups of a layer until a block is full.
private struct PatchSampler {
  private let geometry: PatchGeometry
  /// Per group: [samples, depth], and [samples, groupOutputs].
  private var x: [[Float]]
  private var y: [[Float]]
  private var count = 0

  init(_ geometry: PatchGeometry) {
    self.geometry = geometry
    let samples = LayerMoments.blockSamples
    let (x, y) = (
      [Float](repeating: 0, count: samples * geometry.depth),
      [Float](repeating: 0, count: samples * geometry.groupOutputs)
    )
    self.x = [[Float]](repeating: x, count: geometry.groups)
    self.y = [[Float]](repeating: y, count: geometry.groups)
  }

  mutating func add(
    _ input: [UInt8], _ wanted: [Float], zeroPoint: Int, position: Int, to moments: inout [LayerMoments]
  ) {
    let (depth, outputs) = (geometry.depth, geometry.groupOutputs)
    let channels = geometry.groups * outputs
    input.withUnsafeBufferPointer { input in
      guard let input = input.baseAddress else { return }
      for group in 0..<geometry.groups {
        x[group].withUnsafeMutableBufferPointer { x in
          guard let x = x.baseAddress else { return }
          geometry.gather(
            input, zeroPoint: zeroPoint, position: position, group: group, into: x + count * depth)
        }
        for c in 0..<outputs {
          y[group][count * outputs + c] = wanted[position * channels + group * outputs + c]
        }
      }
    }
    count += 1
    if count == LayerMoments.blockSamples { finish(&moments) }
  }

  mutating func finish(_ moments: inout [LayerMoments]) {
    guard count > 0 else { return }
    for group in moments.indices {
      x[group].withUnsafeBufferPointer { x in
        y[group].withUnsafeBufferPointer { y in
          guard let x = x.baseAddress, let y = y.baseAddress else { return }
          moments[group].add(x: x, y: y, count: count)
        }
      }
    }
    count = 0
  }
}

extension HostTensor {
  func clamped(to range: ClosedRange<Float>) -> HostTensor {
    guard range != -.infinity ... .infinity, let elements = data.floats else { return self }
    return HostTensor(shape: shape, elements.map { min(max($0, range.lowerBound), range.upperBound) })
  }
}
