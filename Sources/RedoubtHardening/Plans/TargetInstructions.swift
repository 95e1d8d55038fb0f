import RedoubtFaults

/// Instructions of a target that costs are counted in: kernels, and voters beside them. All numbers of the cost model that
/// come from measurements or assumptions stand here.
public struct TargetInstructions: Equatable, Sendable {
  /// Per multiply-accumulate, by operator; 1 for others.
  public var perMAC: [String: Double]
  /// Per output element besides: requantisation and store, or all of an operator without weights.
  public var perCell: Double
  /// Per operator: checks, parameters, multipliers.
  public var perStep: Double
  /// To vote four weights from aligned words, and one from strided bytes.
  public var perVotedWord, perVotedStridedWeight: Double
  /// Per voted row besides: tag, bias, multiplier, shift, offsets.
  public var perVotedRow: Double
  /// To store two more copies of an activation and to vote it once.
  public var perReplicatedCell: Double
  /// What the numbers rest on.
  public var kernelSource, voterSource: String

  /// Fitted to the instruction counts of the four MLPerf Tiny networks on a Cortex-M7 with the interpreter, each of which it
  /// gives to within 7 %.
  public static let cortexM7 = TargetInstructions(
    perMAC: ["CONV_2D": 1.33, "DEPTHWISE_CONV_2D": 2.5, "FULLY_CONNECTED": 2], perCell: 16, perStep: 8000,
    perVotedWord: 6, perVotedStridedWeight: 6, perVotedRow: 80, perReplicatedCell: 12,
    kernelSource: "fitted to QEMU instruction counts of four networks on mps2-an500, within 7 %",
    voterSource: "assumed from the voters' inner loops")

  /// A line per group of numbers, for whoever reads a result.
  public var assumptions: [MissionEstimate.Assumption] {
    let kernels = perMAC.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return [
      MissionEstimate.Assumption(
        quantity: "Instructions per multiply-accumulate", value: kernels, source: kernelSource),
      MissionEstimate.Assumption(
        quantity: "Instructions per output element, per operator", value: "\(perCell), \(perStep)",
        source: kernelSource),
      MissionEstimate.Assumption(
        quantity: "Instructions per voted word, strided weight, row, replicated activation",
        value: "\(perVotedWord), \(perVotedStridedWeight), \(perVotedRow), \(perReplicatedCell)",
        source: voterSource),
    ]
  }
}
