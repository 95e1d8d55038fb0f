/// Cycles per instruction of a core, from published latencies of kernels whose instructions were counted.
///
/// MLPerf Tiny, closed division, v1.1, results/README of the submission by Krai (github.com/mlcommons/tiny_results_v1.1,
/// commit 04558bf8): CMSIS-NN on NUCLEO-L4R5ZI (Cortex-M4, 120 MHz) runs 116.212 / 2.567 / 10.019 / 3.324 inferences of
/// the networks ad / ic / kws / vww in a second, on nRF5340-DK (Cortex-M33, 128 MHz) 159.020 / 3.146 / 13.074 / 4.286.
/// TensorFlow Lite Micro with CMSIS-NN executes 582,920 / 29,861,640 / 7,697,920 / 24,101,920 instructions of them on a
/// Cortex-M4. Cycles divided by instructions, in that order: 1.77, 1.57, 1.56, 1.50 and 1.38, 1.36, 1.27, 1.24.
public struct CycleRate: Equatable, Sendable {
  /// Cycles of the core for an executed instruction, in the mean.
  public let cyclesPerInstruction: Double
  /// What other kernels and memories may make of it: a share of the rate, to either side.
  public let error: Double
  /// Where the rate comes from; begins with "assumed" where no published latency stands behind it.
  public let source: String

  /// The rate of a core as published, or as assumed where nothing is; `source` tells which.
  public init(_ core: CoreClass) {
    switch core {
    case .cortexM4:
      (cyclesPerInstruction, error) = (1.56, 0.15)
      source = "MLPerf Tiny v1.1, NUCLEO-L4R5ZI with CMSIS-NN: median of 1.50 to 1.77"
    case .cortexM33:
      (cyclesPerInstruction, error) = (1.31, 0.15)
      source = "MLPerf Tiny v1.1, nRF5340-DK with CMSIS-NN: median of 1.24 to 1.38"
    case .cortexM7:
      // The same engine needs 0.55, 0.55, 0.52, 0.52 of the cycles of NUCLEO-L4R5ZI on NUCLEO-H7A3ZI (280 MHz).
      (cyclesPerInstruction, error) = (0.84, 0.25)
      source =
        "MLPerf Tiny v1.1: 0.54 of the Cortex-M4's, as X-CUBE-AI 7.3 on NUCLEO-H7A3ZI beside NUCLEO-L4R5ZI"
    case .cortexM0Plus:
      (cyclesPerInstruction, error) = (1.5, 0.3)
      source = "assumed: two-stage pipeline, loads and stores take two cycles; instructions as on RV32IMC"
    case .rv32imc:
      (cyclesPerInstruction, error) = (1.3, 0.3)
      source = "assumed: single issue, bubbles of loads and branches"
    }
  }
}
