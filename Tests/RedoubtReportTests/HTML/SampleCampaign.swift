import RedoubtFaults

/// Small campaigns with everything in them.
enum SampleCampaign {
  /// 4 layers × 8 bits × 25 trials, upper bits worse.
  static func report(
    name: String = "sample", region: String = "flash", design: SamplingDesign = .simple, sdc: Bool = true,
    manifest: [CampaignReport.Fact] = [.init("seed", "7")], isComplete: Bool = true
  ) -> CampaignReport {
    var tally = TrialTally(design: design)
    for i in 0..<800 {
      let (layer, bit, draw) = (i / 8 % 4, i % 8, i / 32)
      let outcome: Outcome =
        sdc && draw < bit - 3 ? .critical : draw == 24 ? .due : draw == 23 ? .tolerable : .masked
      tally.add(
        TrialRow(
          layer: layer, bit: bit, region: layer == 3 ? "sram" : region, target: "weights", unit: bit,
          label: draw % 3, outcome: outcome, simulated: draw != 22))
    }
    return tally.report(name: name, manifest: manifest, isComplete: isComplete)
  }
}
