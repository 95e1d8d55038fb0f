/// A set of operators for a hardened model: their scratch memory has room for a row that is voted.
enum HardenedOperators<Operators: OperatorSet>: OperatorSet {
  static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    let preparation = try Operators.prepare(node)
    guard case .runs(let bytes) = preparation else { return preparation }
    do throws(HardeningError) {
      guard let table = try HardeningTable(entriesOf: node.model),
        let row = try table.scratchBytes(of: node), row > 0
      else { return preparation }
      return .runs(scratchBytes: (bytes &+ 3) & ~3 &+ row)
    } catch {
      throw ModelError(error)
    }
  }

  static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    try Operators.run(node, memory)
  }

  static func run<D: Datapath>(
    _ node: Node, _ memory: borrowing TensorMemory, _ table: HardeningTable,
    _ replicas: borrowing ReplicaMemory, deviates: Bool, _ datapath: inout D
  ) throws(ModelError) {
    try Operators.run(node, memory, table, replicas, deviates: deviates, &datapath)
  }

  static func macs(_ node: Node) throws(ModelError) -> Int { try Operators.macs(node) }
  static func name(_ code: Int32) -> StaticString? { Operators.name(code) }
}
