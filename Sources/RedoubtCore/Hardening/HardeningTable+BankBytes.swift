extension HardeningTable {
  /// Bytes of each of the two parameter banks, headers included; 0 where no unit has a row.
  public var parameterBankBytes: Int { bank1?.count ?? 0 }
}
