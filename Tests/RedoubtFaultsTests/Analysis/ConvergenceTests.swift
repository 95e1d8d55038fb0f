import RedoubtFaults
import Testing

@Suite struct ConvergenceTests {
  @Test func pointsGrowAndEndWithAllTrials() {
    var convergence = Convergence()
    for i in 0..<5000 { convergence.add(i % 10 == 0 ? .critical : i % 10 == 1 ? .due : .masked) }
    let points = convergence.points
    #expect(points.first?.trials == 1 && points.last?.trials == 5000)
    #expect(zip(points, points.dropFirst()).allSatisfy { $0.trials < $1.trials })
    #expect((40...120).contains(points.count))
    #expect(points.last?.estimate == RateEstimate(events: 500, trials: 5000))
  }

  @Test func withoutTrialsThereIsNoPoint() { #expect(Convergence().points.isEmpty) }
}
