// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastRewards
import Testing

/// Against lexicalrichness and nltk on prose, dialogues and texts at the edges; `scripts/reference-values` wrote the values.
@Suite struct LexicalMeasuresTests {
    struct Text: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var lines: [String]
        var words: [[String]]
        var distinct: [Double?]
        var mattr: Double?
        var mattr10: Double?
        var hdd: Double?
        var mtld: Double?
        var yulesK: Double?
        var selfRepetition: Double?
        var lineRepetition: Double?

        var testDescription: String { name }
    }

    private struct File: Decodable { var texts: [Text] }

    static let texts: [Text] = {
        do { return try RewardsFixtureFile.decode(File.self, "lexical.json").texts } catch { fatalError("\(error)") }
    }()

    @Test(arguments: texts)
    func `measures are those of published packages`(text: Text) {
        let lines = text.lines.map(LineText.init)
        #expect(lines.map(\.words) == text.words)
        #expect(isNear(LexicalMeasures.distinct(1, lines), text.distinct[0]))
        #expect(isNear(LexicalMeasures.distinct2(lines), text.distinct[1]))
        #expect(isNear(LexicalMeasures.distinct(3, lines), text.distinct[2]))
        #expect(isNear(LexicalMeasures.mattr(lines), text.mattr))
        #expect(isNear(LexicalMeasures.mattr(lines, window: 10), text.mattr10))
        #expect(isNear(LexicalMeasures.hdd(lines), text.hdd))
        #expect(isNear(LexicalMeasures.mtld(lines), text.mtld))
        #expect(isNear(LexicalMeasures.yulesK(lines), text.yulesK))
        #expect(isNear(LexicalMeasures.selfRepetition(lines), text.selfRepetition))
        #expect(isNear(LexicalMeasures.repetitionWithinLines(lines), text.lineRepetition))
    }

    @Test func `the fixture has values and absences of every measure`() {
        let columns: [KeyPath<Text, Double?>] = [\.mattr, \.hdd, \.mtld, \.yulesK, \.selfRepetition, \.lineRepetition]
        for column in columns {
            #expect(Self.texts.count { $0[keyPath: column] != nil } >= 10)
            #expect(Self.texts.contains { $0[keyPath: column] == nil })
        }
    }

    @Test(
        arguments: [
            ("said again", ["we go to town by train", "we go to town by bus"], 0.5), ("half is not more than half", ["a b c d", "a b c d e"], 0),
            ("short lines do not count", ["yes please", "yes please", "a b c d"], nil), ("all again", ["a b c d", "a b c d", "A, b c d!"], 2.0 / 3),
        ] as [(String, [String], Double?)])
    func `a line repeats the speaker when most of it was said`(name: String, lines: [String], expected: Double?) {
        #expect(isClose(LexicalMeasures.selfRepetition(lines.map(LineText.init)), expected), "\(name)")
    }

    @Test func `n-grams of other sizes are absent`() {
        let lines = ["a b c d e f"].map(LineText.init)
        #expect(LexicalMeasures.distinct(0, lines) == nil && LexicalMeasures.distinct(5, lines) == nil)
        #expect(LexicalMeasures.distinct(4, lines) == 1)
        #expect(LexicalMeasures.mattr(lines, window: 0) == nil && LexicalMeasures.hdd(lines, draws: 0) == nil)
    }

    @Test func `scores carry every measure under its name`() {
        let scores = LexicalMeasures.scores(Self.texts[0].lines.map(LineText.init))
        #expect(Set(scores.map(\.name)).count == 8 && scores.allSatisfy { $0.value != nil && $0.turn == nil })
        #expect(LexicalMeasures.scores([]).allSatisfy { $0.value == nil })
    }

    /// Sums of a few hundred terms in another order.
    private func isNear(_ left: Double?, _ right: Double?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return abs(left - right) <= 1e-9 * max(1, abs(right))
    }
}
