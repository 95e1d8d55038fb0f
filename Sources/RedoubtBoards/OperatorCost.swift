import RedoubtCore
import RedoubtHost
import RedoubtModel

/// What each operator of a network costs, in units that are proportional to cycles.
///
/// A plain model: one unit per multiply-accumulate, and one per byte of the tensors that the operator reads and writes in
/// the arena. A calibration against measured cycles replaces the list, not those who use it.
public enum OperatorCost {
  /// One positive number per step.
  public static func list(_ interpreter: HostInterpreter) throws(ModelError) -> [Int] {
    let model = try interpreter.readModel()
    var costs: [Int] = []
    for step in 0..<model.operators.count {
      let node = try Node(model, step)
      var cost = try AllOperators<TFLM>.macs(node)
      for i in 0..<node.inputCount {
        guard let tensor = try node.optionalInput(i), tensor.constantPosition == nil else { continue }
        cost += tensor.byteCount
      }
      for i in 0..<node.outputCount { cost += try node.output(i).byteCount }
      costs.append(max(1, cost))
    }
    return costs
  }
}
