import RedoubtIntrinsics

/// Working memory that the kernels of an interpreter share: as large as the operator that needs most.
final class DifferenceMemory {
  private let scratch = StagingMemory()
  private let dense = StagingMemory()

  func reserve(_ plan: redoubt_difference) {
    scratch.reserve(plan.scratch_bytes)
    dense.reserve(plan.dense_bytes)
  }

  /// The memory as it is now: a reservation may move it.
  var pointers: redoubt_difference_memory {
    unsafe redoubt_difference_memory(scratch: scratch.base, dense: dense.base)
  }
}
