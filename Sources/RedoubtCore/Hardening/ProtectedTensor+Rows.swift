extension ProtectedTensor {
  /// Votes the rows of the tensor's channels.
  ///
  /// - Returns: Whether some copy deviates.
  func voteRows(_ voter: inout Voter) throws(ModelError) -> Bool {
    do throws(HardeningError) {
      return try ProtectedRows(self)?.vote(&voter) ?? false
    } catch {
      throw ModelError(error)
    }
  }
}
