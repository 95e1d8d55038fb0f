/// One operator of the model: its calls, and what protects its inputs, parameters and output.
struct ProgramStage: Equatable, Sendable {
  /// Position and name in the model: "3: CONV_2D".
  let title: String
  /// Inputs with protected channels, voted before anything is computed; an operator's own order.
  var votes: [ProtectedPlanes] = []
  var steps: [ProgramStep] = []
  /// Channels whose parameters are voted, or that are computed three times; behind the calls.
  var units: ProtectedUnits?
  /// Outputs with channels that are stored three times, behind everything else.
  var stores: [ProtectedPlanes] = []
}

/// A tensor with protected channels.
struct ProtectedPlanes: Equatable, Sendable {
  /// `tensor_7`.
  let name: String
  let place: Place
  /// Array with four numbers for each protected channel: channel, schemes as in the model file, row in words of either
  /// parameter bank or −1, plane in bytes of either activation bank or −1.
  let units: String
  let unitCount, channels: Int
  /// Bytes of one channel.
  let cells: Int
  /// Whether some channel is stored three times, and whether some is stored by a copy of its plane.
  let hasPlanes, hasCopies: Bool
}

/// An operator with weights of which some channels have voted parameters or are computed three times.
struct ProtectedUnits: Equatable, Sendable {
  /// The operator's only call.
  let step: ProgramStep
  let planes: ProtectedPlanes
  /// What, exclusive-or channel, plus 1, is the tag of a channel's row.
  let tag: UInt32
  /// Weights of one channel; the distance of two channels, and of two weights of a channel.
  let weightCount, channelStep, weightStep: Int
  /// Distance of the first weight from a multiple of 4 in the model file: words that are voted begin there.
  let phase: Int
  /// 1 where each channel has a multiplier and a shift of its own, 0 where all share one.
  let pairStep: Int
}
