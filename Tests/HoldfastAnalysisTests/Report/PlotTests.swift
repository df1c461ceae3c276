// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct PlotTests {
    @Test(arguments: [
        (0.0, 1.0, 5, false, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]), (1, 12, 14, true, (1...12).map(String.init)),
        (0.00002, 0.00012, 5, false, ["0.00002", "0.00004", "0.00006", "0.00008", "0.00010", "0.00012"]),
        (-0.03, 0.05, 4, false, ["-0.02", "0.00", "0.02", "0.04"]),
        (0, 60, 12, true, ["0", "5", "10", "15", "20", "25", "30", "35", "40", "45", "50", "55", "60"]),
        (995, 1005, 5, false, ["996", "998", "1000", "1002", "1004"]), (0, 1, 5, true, ["0", "1"]),
    ])
    func `Ticks are round numbers`(low: Double, high: Double, count: Int, isWhole: Bool, labels: [String]) {
        let ticks = AxisTicks(low: low, high: high, count: count, isWhole: isWhole)
        #expect(ticks.values.map { ticks.label($0, isShare: false) } == labels)
    }

    @Test func `Shares are in percent with as many digits as tell them apart`() {
        let coarse = AxisTicks(low: 0, high: 1, count: 5)
        let fine = AxisTicks(low: 0.94, high: 0.95, count: 5)
        #expect(coarse.label(0.2, isShare: true) == "20%")
        #expect(fine.values.map { fine.label($0, isShare: true) } == ["94.0%", "94.2%", "94.4%", "94.6%", "94.8%", "95.0%"])
    }

    @Test func `Ticks stay within the ends and apart, whatever the ends`() {
        var random = RandomKey(seed: 5, purpose: .bootstrap).stream
        for round in 0..<300 {
            let low = (Double(random.next() % 2_000_001) - 1_000_000) / 1_000
            let high = low + Double(1 + random.next() % 1_000_000) / 777_777
            let ticks = AxisTicks(low: low, high: high, count: 5)
            let room = 1e-6 * (high - low)
            #expect((2...12).contains(ticks.values.count), "round \(round): \(low) to \(high) gives \(ticks.values)")
            #expect(ticks.values.allSatisfy { $0 >= low - room && $0 <= high + room }, "round \(round)")
            #expect(Set(ticks.values.map { ticks.label($0, isShare: false) }).count == ticks.values.count, "round \(round)")
        }
    }

    @Test(arguments: [
        ([0.5], FigureAxis("", isShare: true)), ([0], FigureAxis("")), ([3, 3, 3], FigureAxis("")), ([1], FigureAxis("", low: 2)),
        ([], FigureAxis("")), ([1e300, -1e300], FigureAxis("")), ([5], FigureAxis("", low: 9, high: 1)),
    ])
    func `Every axis has two different ends`(numbers: [Double], axis: FigureAxis) {
        let domain = PlotScale.domain(of: numbers, axis: axis)
        #expect(domain.lowerBound < domain.upperBound)
        #expect(domain.lowerBound.isFinite && domain.upperBound.isFinite)
    }

    @Test func `An axis of shares does not go beyond them`() {
        #expect(PlotScale.domain(of: [0.001, 0.999], axis: FigureAxis("", isShare: true)) == 0...1)
        #expect(PlotScale.domain(of: [0.2], axis: FigureAxis("", low: 0, high: 1)) == 0...1)
        #expect(PlotScale.domain(of: [2, 4], axis: FigureAxis(""), includesZero: true).lowerBound == 0)
    }

    @Test(arguments: [
        [100.0, 100, 100], [10, 290, 291, 292], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24], [],
    ])
    func `Names at the ends of lines do not cover each other`(wanted: [Double]) {
        let places = EndLabels.apart(wanted, low: 30, high: 290)
        let spacing = min(15, 260 / Double(max(1, wanted.count)))
        #expect(places.count == wanted.count)
        #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 >= spacing - 1e-9 }, "\(places)")
        #expect(places.allSatisfy { $0 <= 290 })
    }

    @Test(arguments: [(0.0, "0"), (-0.04, "0"), (12.34, "12.3"), (-0.06, "-0.1"), (7.0, "7"), (-3.5, "-3.5"), (1234.96, "1235")])
    func `Places are written to a tenth`(value: Double, text: String) { #expect(PlotText.place(value) == text) }

    @Test(arguments: ReportFigure.Kind.allCases, [SVGPlot.Format.wide, .compact])
    func `A figure with one point, and one with none, can be drawn`(kind: ReportFigure.Kind, format: SVGPlot.Format) throws {
        func plot(_ points: [FigurePoint]) -> Markup? {
            let figure = ReportFigure(
                id: "f", title: "f", kind: kind, x: FigureAxis("x"), y: FigureAxis("y"),
                series: [FigureSeries(name: "a", points: points), FigureSeries(name: "b", points: [])])
            return SVGPlot(figure, format: format) { _ in "episode-0" }.markup
        }
        #expect(plot([]) == nil)
        for label in [nil, "category"] {
            let one = try #require(
                plot([FigurePoint(x: 3, label: label, y: Estimate(value: 2, low: 1, high: 4, observations: 9), episodes: [.made(0)])]))
            #expect(!one.source.contains("nan") && !one.source.contains("inf"))
            #expect(one.source.contains("href=\"#episode-0\"") == (format == .wide))
        }
    }
}
