import RedoubtCore
import Testing

@testable import RedoubtHardening

@Suite struct HardeningSchemeTests {
  @Test func fiveSetsExistAndNoOthers() {
    let legal: Set<UInt8> = [1, 2, 4, 5, 3]
    for bits in UInt8.min...UInt8.max {
      let scheme = HardeningScheme(rawValue: bits)
      #expect((scheme != nil) == (bits == 0 || legal.contains(bits)))
      #expect(scheme.map(\.rawValue) ?? bits == bits)
    }
    #expect(Set(HardeningScheme.allSets.map(\.rawValue)) == legal)
  }

  @Test func namesAreJoinedAndRead() {
    for scheme in HardeningScheme.allSets { #expect(HardeningScheme(name: scheme.name) == scheme) }
    #expect(HardeningScheme.tmrWeights.union(.tmrCompute).name == "tmr-weights+tmr-compute")
    #expect(HardeningScheme(name: "tmr") == nil && HardeningScheme(name: "tmr-weights+") == nil)
  }

  @Test func computationTakesThePlaceOfActivations() {
    let both = HardeningScheme.tmrActivations.union(.tmrCompute)
    #expect(both == .tmrCompute && both.replicatesActivations && both.replicatesComputation)
    #expect(HardeningScheme.tmrWeights.union(.tmrActivations).contains(.tmrWeights))
    #expect(!HardeningScheme.tmrActivations.replicatesComputation)
  }
}
