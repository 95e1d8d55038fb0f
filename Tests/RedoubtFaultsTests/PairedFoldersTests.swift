import RedoubtFaults
import TemporaryFiles
import Testing

@Suite struct PairedFoldersTests {
  private static let header = "trial,target,operator,unit,bit,region,input,label,outcome,simulated\n"
  private let folders: [TemporaryFolder]

  init() throws { folders = [try TemporaryFolder(), try TemporaryFolder()] }

  private func write(_ outcomes: [String], to folder: Int, unit: Int = 3) throws {
    let rows = outcomes.enumerated().map { "\($0),weights,1,\(unit),\($0 % 8),flash,0,2,\($1),1\n" }
    _ = try folders[folder].file("trials.csv", Self.header + rows.joined())
  }

  private func comparison() throws -> PairedComparison? {
    try PairedFolders.comparison(folders[0].path, folders[1].path)
  }

  @Test func discordantTrialsAreCounted() throws {
    try write(["critical", "neutral", "masked", "beneficial", "tolerable"], to: 0)
    try write(["corrected", "neutral", "critical", "masked", "masked"], to: 1)
    #expect(try comparison() == PairedComparison(onlyFirst: 2, onlySecond: 1, pairs: 5))
  }

  @Test func otherFaultsAreNotCompared() throws {
    try write(["critical", "masked"], to: 0)
    try write(["masked", "masked"], to: 1, unit: 4)
    #expect(try comparison() == nil)
    try write(["masked"], to: 1)
    #expect(try comparison() == nil)
    try write(["masked", "masked", "masked"], to: 1)
    #expect(try comparison() == nil)
  }
}
