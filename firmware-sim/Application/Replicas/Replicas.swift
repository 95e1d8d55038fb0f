import Board
import RedoubtCore

/// The linker's sections of the banks; parameter banks are empty in a model without rows.
func replicas() -> ReplicaMemory {
  func activations(_ bank: UInt32) -> Arena {
    unsafe Arena(
      unsafeAdopting: UnsafeMutableRawBufferPointer(
        start: board_activations(bank), count: Int(board_activation_bytes())))
  }
  guard board_bank_bytes() > 0 else {
    return ReplicaMemory(activations1: activations(1), activations2: activations(2))
  }
  func parameters(_ bank: UInt32) -> ModelBytes {
    unsafe ModelBytes(
      unsafeAdopting: UnsafeRawBufferPointer(start: board_bank(bank), count: Int(board_bank_bytes())))
  }
  return ReplicaMemory(
    parameters1: parameters(1), parameters2: parameters(2), activations1: activations(1),
    activations2: activations(2))
}
