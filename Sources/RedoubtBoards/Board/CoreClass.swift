/// Processor cores that costs are known for.
public enum CoreClass: String, CaseIterable, Codable, Sendable {
  case cortexM0Plus = "cortex-m0plus"
  case cortexM4 = "cortex-m4"
  case cortexM7 = "cortex-m7"
  case cortexM33 = "cortex-m33"
  case rv32imc
}
