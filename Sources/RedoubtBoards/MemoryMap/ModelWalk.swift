import RedoubtCore

/// Claims the bytes of a `.tflite` file by the schema: which fields the interpreter reads, and at which steps.
struct ModelWalk {
  typealias Use = FlatBufferWalk.Use

  /// What the running model says about its tensors and operators.
  struct Facts {
    /// Steps that read each tensor's table; nil for a tensor that nobody uses.
    var tensorSteps: [ClosedRange<Int>?]
    /// Steps that read each operator code.
    var codeSteps: [ClosedRange<Int>?]
    /// Owner of each constant's bytes, by tensor.
    var constants: [Int: MemoryOwner]
    /// Operator that writes or, for a constant, uses a tensor.
    var operatorOfTensor: [Int: Int]
    var steps: ClosedRange<Int>
    /// Whether steps look up other operators (chains of shapes): then every operator counts as read throughout.
    var hasStaticOperators: Bool
    var hardening: HardenedLayout?
  }

  var walk: FlatBufferWalk
  let facts: Facts
  private let always: FlatBufferWalk.Use

  static func entries(_ file: [UInt8], _ facts: Facts) -> [MemoryMap.Entry] {
    var walk = ModelWalk(file, facts)
    walk.model()
    return walk.walk.map.entries
  }

  private init(_ file: [UInt8], _ facts: Facts) {
    walk = FlatBufferWalk(file)
    self.facts = facts
    always = FlatBufferWalk.Use(steps: facts.steps, atInitialisation: true)
  }

  private func use(_ steps: ClosedRange<Int>?) -> FlatBufferWalk.Use {
    guard let steps else { return .never }
    return Use(steps: facts.hasStaticOperators ? facts.steps : steps, atInitialisation: true)
  }

  private mutating func model() {
    walk.claim(0..<4, MemoryOwner(.structure, detail: "offset of the model table"), always)
    walk.claim(4..<8, MemoryOwner(.structure, detail: "file identifier"), always)
    guard let offset = walk.load(0, as: UInt32.self),
      let root = walk.table(at: Int(offset), "model table", slots: [0, 1, 2, 4, 6], always)
    else { return }
    walk.scalar(root, 0, bytes: 4, "version")
    walk.vector(root, 3, elementBytes: 1, "description", isRead: false)
    walk.vector(root, 5, elementBytes: 4, "metadata_buffer", isRead: false)
    let codes = walk.tables(root, 1, "operator_codes") { [self] in use(facts.codeSteps[safe: $0] ?? nil) }
    for (i, position) in codes.enumerated() { operatorCode(i, position) }
    let always = always
    for position in walk.tables(root, 2, "subgraphs", use: { _ in always }) { subgraph(position) }
    // Parts of the hardening entry and of the banks, before their buffers are claimed as a whole.
    if let layout = facts.hardening { hardening(layout) }
    // Data of tensors first, so that they keep what they share with others.
    let buffers = walk.tables(root, 4, "buffers") { [self] in use(stepsOfBuffer[$0]) }
    metadata(root, buffers)
    for (i, position) in buffers.enumerated() { buffer(i, position, owner: nil, use: use(stepsOfBuffer[i])) }
  }

  private mutating func operatorCode(_ i: Int, _ position: Int?) {
    guard let position,
      let table = walk.table(
        at: position, "operator code \(i)", slots: [0, 3], use(facts.codeSteps[safe: i] ?? nil))
    else { return }
    walk.scalar(table, 0, bytes: 1, "deprecated_builtin_code")
    walk.vector(table, 1, elementBytes: 1, "custom_code", isRead: false)
    walk.scalar(table, 2, bytes: 4, "version", isRead: false)
    walk.scalar(table, 3, bytes: 4, "builtin_code")
  }

  private var tensorOfBuffer: [Int: Int] = [:]
  private var stepsOfBuffer: [Int: ClosedRange<Int>] = [:]

  private mutating func subgraph(_ position: Int?) {
    guard let position, let table = walk.table(at: position, "subgraph", slots: [0, 1, 2, 3], always) else {
      return
    }
    let tensors = walk.tables(table, 0, "tensors") { [self] in use(facts.tensorSteps[safe: $0] ?? nil) }
    for (i, position) in tensors.enumerated() { tensor(i, position) }
    walk.vector(table, 1, elementBytes: 4, "inputs")
    walk.vector(table, 2, elementBytes: 4, "outputs")
    let operators = walk.tables(table, 3, "operators") { [self] in use($0...$0) }
    for (i, position) in operators.enumerated() { operation(i, position) }
    walk.vector(table, 4, elementBytes: 1, "name", isRead: false)
  }

  private mutating func tensor(_ i: Int, _ position: Int?) {
    let steps = facts.tensorSteps[safe: i] ?? nil
    let owner = MemoryOwner(.structure, operatorIndex: facts.operatorOfTensor[i], tensorIndex: i)
    guard let position,
      let table = walk.table(
        at: position, "tensor \(i)", slots: [0, 1, 2, 4, 5, 6], use(steps), owner: owner)
    else { return }
    walk.vector(table, 0, elementBytes: 4, "shape")
    walk.scalar(table, 1, bytes: 1, "type")
    walk.scalar(table, 2, bytes: 4, "buffer")
    walk.vector(table, 3, elementBytes: 1, "name", isRead: false)
    if let place = walk.subtable(table, 4, "quantization") { quantization(i, place, use(steps)) }
    walk.scalar(table, 5, bytes: 1, "is_variable")
    walk.vector(table, 7, elementBytes: 4, "shape_signature", isRead: false)
    walk.scalar(table, 8, bytes: 1, "has_rank", isRead: false)
    guard let place = walk.place(table, 2), let buffer = walk.load(place, as: UInt32.self), buffer != 0 else {
      return
    }
    if tensorOfBuffer[Int(buffer)] == nil { tensorOfBuffer[Int(buffer)] = i }
    if let steps {
      let known = stepsOfBuffer[Int(buffer)] ?? steps
      stepsOfBuffer[Int(buffer)] =
        min(known.lowerBound, steps.lowerBound)...max(known.upperBound, steps.upperBound)
    }
  }

  private mutating func quantization(_ tensor: Int, _ position: Int, _ use: FlatBufferWalk.Use) {
    let owner = MemoryOwner(
      .structure, operatorIndex: facts.operatorOfTensor[tensor], tensorIndex: tensor)
    guard
      let table = walk.table(
        at: position, "quantisation of tensor \(tensor)", slots: [2, 3, 4, 6], use, owner: owner)
    else { return }
    walk.vector(table, 0, elementBytes: 4, "min", isRead: false)
    walk.vector(table, 1, elementBytes: 4, "max", isRead: false)
    func values(_ kind: MemoryOwner.Kind, _ size: Int, perUnit: Bool) -> MemoryOwner {
      MemoryOwner(
        kind, operatorIndex: owner.operatorIndex, tensorIndex: tensor, elementBytes: size,
        units: perUnit ? .contiguous(elementsPerUnit: 1) : nil)
    }
    // The head is claimed again, with the same owner, by `vector`.
    let count = walk.vectorHead(table, 2, elementBytes: 4, "scale")?.count ?? 0
    walk.vector(table, 2, elementBytes: 4, "scale", owner: values(.scale, 4, perUnit: count > 1))
    walk.vector(table, 3, elementBytes: 8, "zero_point", owner: values(.zeroPoint, 8, perUnit: count > 1))
    walk.scalar(table, 4, bytes: 1, "details_type")
    walk.scalar(table, 6, bytes: 4, "quantized_dimension")
  }

  private mutating func operation(_ i: Int, _ position: Int?) {
    let owner = MemoryOwner(.structure, operatorIndex: i)
    guard let position,
      let table = walk.table(
        at: position, "operator \(i)", slots: [0, 1, 2, 3, 4], use(i...i), owner: owner)
    else { return }
    walk.scalar(table, 0, bytes: 4, "opcode_index")
    walk.vector(table, 1, elementBytes: 4, "inputs")
    walk.vector(table, 2, elementBytes: 4, "outputs")
    walk.scalar(table, 3, bytes: 1, "builtin_options_type")
    walk.vector(table, 5, elementBytes: 1, "custom_options", isRead: false)
    guard let options = walk.subtable(table, 4, "builtin_options"),
      let length = walk.load(options, as: Int32.self), let inline = inlineBytes(options - Int(length))
    else { return }
    // Which slots a kernel reads differs by operator: all count as read.
    guard
      walk.table(
        at: options, "options of operator \(i)", slots: Array(0..<32), use(i...i), owner: owner)
        != nil
    else { return }
    let fields = MemoryOwner(
      .structure, operatorIndex: i, detail: "options of operator \(i)")
    walk.claim(options + 4..<options + inline, fields, use(i...i))
  }

  /// Bytes of a table, from its vtable.
  private func inlineBytes(_ vtable: Int) -> Int? {
    walk.load(vtable + 2, as: UInt16.self).map { max(4, Int($0)) }
  }

  private mutating func metadata(_ root: FlatBufferWalk.Table, _ buffers: [Int?]) {
    let atStart = Use(steps: nil, atInitialisation: true)
    for (i, position) in walk.tables(root, 6, "metadata", use: { _ in atStart }).enumerated() {
      guard let position,
        let table = walk.table(at: position, "metadata entry \(i)", slots: [0, 1], atStart)
      else { continue }
      walk.vector(table, 0, elementBytes: 1, "name")
      walk.scalar(table, 1, bytes: 4, "buffer")
      guard let place = walk.place(table, 1), let index = walk.load(place, as: UInt32.self),
        Int(index) < buffers.count, tensorOfBuffer[Int(index)] == nil
      else { continue }
      let owner = MemoryOwner(.constant, detail: "data of metadata entry \(i)")
      buffer(Int(index), buffers[Int(index)], owner: owner, use: atStart)
    }
  }

  private mutating func buffer(
    _ i: Int, _ position: Int?, owner: MemoryOwner?, use: FlatBufferWalk.Use
  ) {
    guard let position, let table = walk.table(at: position, "buffer \(i)", slots: [0, 1], use) else {
      return
    }
    let tensor = tensorOfBuffer[i]
    let content =
      owner ?? tensor.flatMap { facts.constants[$0] } ?? MemoryOwner(.constant, detail: "data of buffer \(i)")
    walk.vector(table, 0, elementBytes: 1, "data", owner: content)
    walk.scalar(table, 1, bytes: 8, "offset")
  }
}

extension Array {
  /// The element, nil outside the array.
  fileprivate subscript(safe i: Int) -> Element? { indices.contains(i) ? self[i] : nil }
}
