// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import HoldfastAnalysis

@Suite struct PageTests {
    @Test(arguments: AnalysisReport.hostile)
    func `Text never becomes markup`(text: String) {
        let source = Markup.element("p", ["title": text], .text(text)).source
        #expect(source.count { $0 == "<" } == 2)
        #expect(source.count { $0 == ">" } == 2)
        #expect(source.count { $0 == "\"" } == 2)
        #expect(!source.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
    }

    @Test func `The page says in its head that it loads and runs nothing`() {
        let page = AnalysisReport.made(isHostile: true).page()
        #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\""))
        #expect(page.contains("default-src &#39;none&#39;"))
        #expect(!page.contains("<script"))
        #expect(!page.contains("<img"))
        #expect(page.firstMatch(of: /(src|href|xlink:href|action|formaction|background|poster)="(?!#)/) == nil)
        #expect(page.firstMatch(of: /url\(|@import/) == nil)
    }

    @Test(arguments: [false, true], [false, true])
    func `Every link leads somewhere, and every anchor is one place`(isComparison: Bool, isHostile: Bool) {
        let page = AnalysisReport.made(isComparison: isComparison, isHostile: isHostile).page()
        let anchors = page.matches(of: /\ id="([^"]*)"/).map { String($0.1) }
        let links = page.matches(of: /href="#([^"]*)"/).map { String($0.1) }
        #expect(Set(anchors).count == anchors.count)
        #expect(Set(links).subtracting(anchors) == [])
        #expect(links.count > 500)
    }

    @Test func `Every point links to a dialogue on the page or to its command`() throws {
        let report = AnalysisReport.made()
        let anchors = PageAnchors(report)
        let page = report.page()
        for reference in report.sections.flatMap(\.figures).flatMap(\.series).flatMap(\.points).flatMap(\.episodes) {
            let anchor = try #require(anchors.anchor(of: reference))
            let place = try #require(page.range(of: "id=\"\(anchor)\""))
            let element = page[..<place.lowerBound].suffix(10)
            #expect(element.hasSuffix(anchors.hasExcerpt(reference) ? "<article " : "<li "))
        }
        #expect(page.contains("holdfast show runs/night/trajectories/step_000060.h5 --episode …"))
    }

    @Test func `What points at a dialogue is named below it`() throws {
        let anchors = PageAnchors(.made())
        #expect(
            anchors.origins(of: .made(3)).map(\.title)
                == [
                    "prompt-to-line", "Consistency by turn", "Without a fault until turn", "Reward by component", "Lines of the user",
                    "How dialogues stop",
                ])
    }

    @Test func `Names of one place are told apart`() {
        var names = AnchorNames()
        #expect(["row-a/b", "row-a-b", "row-a b", "row-é"].map { names.unique($0) } == ["row-a-b", "row-a-b-2", "row-a-b-3", "row--"])
    }

    @Test func `Numbers that are none leave no trace`() {
        var report = AnalysisReport.made()
        report.sections[1].figures[0].series[0].points[2].y.value = .nan
        report.sections[1].figures[0].series[0].points[3].y.high = .infinity
        report.sections[0].tables[0].rows[0].cells[0] = .estimate(Estimate(value: .nan, observations: 3), digits: 3, signed: false)
        let page = report.page()
        #expect(page.contains("not a finite number"))
        #expect(page.firstMatch(of: /[ "\-](nan|inf)/) == nil)
    }

    @Test func `An empty report is a page`() {
        let report = AnalysisReport(title: "Nothing", sources: [], bootstrap: BootstrapPlan(), sections: [])
        #expect(report.page().contains("<h1>Nothing</h1>"))
    }

    /// A long training: 300 steps, eight series, five episodes behind each point.
    @Test func `A page of a long run stays small enough to be opened`() {
        var report = AnalysisReport.made()
        report.sections[3].figures[0].series = (0..<8).map { index in
            FigureSeries(
                name: "component \(index)",
                points: (1...300).map { step in
                    let value = Double((step * (index + 3)) % 97) / 97
                    let episodes = (0..<5).map { EpisodeReference.made($0, step: step) }
                    return FigurePoint(
                        x: Double(step), y: Estimate(value: value, low: value - 0.1, high: value + 0.1, observations: 216), episodes: episodes)
                })
        }
        let size = report.page().utf8.count
        #expect(size < 1_000_000, "\(size) bytes")
    }
}
