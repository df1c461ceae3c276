// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct CommitmentTests {
    private static let reader = LineReader(lexicon: RewardFixture.lexicon)

    private func answers(_ texts: [String], to attribute: Attribute = "pin", turn: Int = 1) -> [ProbeRecord] {
        texts.enumerated().map {
            ProbeRecord(turn: turn, attribute: attribute, question: "?", answer: $1, kind: .regeneration, sample: $0)
        }
    }

    private func measures(_ lines: [String], _ probes: [ProbeRecord], reader: LineReader? = reader) -> ProbeMeasures {
        ProbeMeasures(RewardFixture.episode(lines, probes: probes), reader: reader)
    }

    @Test func `modal share, concentration and consistent share of one place`() throws {
        let texts = ["1234", "my pin is 1234", "no", "4321", "1234", "1234", "4321", "1234"]
        // The order in which the answers came does not matter.
        let measures = measures(["hello", "hi"], answers(texts).reversed())
        let place = try #require(measures.commitments.first?.places.first)
        #expect(place.answers == ["1234", "1234", nil, "4321", "1234", "1234", "4321", "1234"])
        #expect(place.modal == "1234")
        #expect(place.modalShare == WilsonInterval(5, of: 7))
        // 1 - scipy.stats.entropy([5, 2]) / log(7)
        #expect(isClose(place.concentration, 0.6925502501358036))
        #expect(place.consistentShare == WilsonInterval(5, of: 7))
        #expect(!place.isCommitted)
        #expect(isClose(measures.commitment, 5.0 / 7) && isClose(measures.consistentShare, 5.0 / 7) && measures.commitmentRead == 7.0 / 8)
        #expect(measures.commitments.first?.isSpecified == true && measures.commitments.first?.first == nil)
    }

    @Test(
        arguments: [
            (["1234", "1234", "1234", "1234"], 1, 1, true), (["1234", "1234", "1234", "no"], 1, 1, false),
            (["1111", "2222", "3333", "4444"], 0.25, 0, false), (["2222", "1111", "1111", "2222"], 0.5, 0.5, false),
            (["1234", "no", "no", "no"], nil, nil, false), (["no", "no", "no", "no"], nil, nil, false),
        ] as [([String], Double?, Double?, Bool)])
    func `agreement runs from all alike to all different`(texts: [String], share: Double?, concentration: Double?, isCommitted: Bool) throws {
        let place = try #require(measures(["hello", "hi"], answers(texts)).commitments.first?.places.first)
        #expect(isClose(place.modalShare?.share, share) && isClose(place.concentration, concentration), "\(texts)")
        #expect(place.isCommitted == isCommitted, "\(texts)")
    }

    @Test func `of equally common answers the first by name is the modal one`() throws {
        let place = try #require(measures(["hello", "hi"], answers(["2222", "1111", "1111", "2222"])).commitments.first?.places.first)
        #expect(place.modal == "1111")
    }

    @Test func `what the user said before counts, what it says later does not`() {
        // The persona does not say anything of a color.
        let said = ["hello", "a red one please", "well", "not a red one, a blue one"]
        #expect(measures(said, answers(["a red one", "a blue one"], to: "color", turn: 1)).consistentShare == 0.5)
        #expect(measures(said, answers(["a red one", "a blue one"], to: "color", turn: 3)).consistentShare == 1, "it claimed both by then")
        #expect(measures(["hello", "not a red one"], answers(["a red one", "a blue one"], to: "color")).consistentShare == 0.5)
        // A specified fact has to agree with the ledger, and with what was said wrongly before.
        #expect(measures(["hello", "my pin is 4321"], answers(["1234", "4321"])).consistentShare == 0)
    }

    @Test func `the first commitment is a line or a place where the answers settle, and everything after is held against it`() throws {
        let lines = ["hello", "hm", "well", "I see", "and?", "a blue one", "ok", "a red one"]
        let probes =
            answers(["a red one", "a blue one", "a red one", "a blue one"], to: "color", turn: 1)
            + answers(["a blue one", "a blue one", "a blue one", "a blue one"], to: "color", turn: 3)
            + answers(["a blue one", "a red one", "hm", "a blue one"], to: "color", turn: 5)
        let first = try #require(measures(lines, probes).commitments.first?.first)
        #expect(first.turn == 3 && first.lines == 2 && first.value == "blue")
        // Three answers and two lines came later; one of each deviates.
        #expect(first.deviation == WilsonInterval(2, of: 5))
        #expect(measures(lines, probes).firstCommitment == 2 && measures(lines, probes).commitmentDeviation == 0.4)

        let spoken = try #require(measures(["hello", "a red one", "well", "ok"], probes.filter { $0.turn < 5 }).commitments.first?.first)
        #expect(spoken.turn == 1 && spoken.lines == 1 && spoken.value == "red")
        // The answers at its own turn came after the line: two of them and all of the next place say blue.
        #expect(spoken.deviation == WilsonInterval(6, of: 8))
    }

    @Test func `who never commits deviates from nothing`() {
        let undecided = measures(["hello", "hm"], answers(["a red one", "a blue one", "a red one", "a blue one"], to: "color"))
        #expect(undecided.commitments.first?.isSpecified == false)
        #expect(undecided.firstCommitment == nil && undecided.commitmentDeviation == nil && undecided.commitment == 0.5)
    }

    @Test func `without a reader whole answers are compared, and consistency cannot be told`() {
        let measures = measures(["hello", "hi"], answers(["It is 1234.", "it is 1234", "no", "..."]), reader: nil)
        #expect(measures.commitments.first?.places.first?.answers == ["it is 1234", "it is 1234", "no", nil])
        #expect(isClose(measures.commitment, 2.0 / 3) && measures.consistentShare == nil)
    }

    @Test func `places are apart, and each counts alike`() {
        let probes = answers(["1234", "1234"], turn: 1) + answers(["1234", "4321"], turn: 3) + answers(["boston", "boston"], to: "city", turn: 3)
        let measures = measures(["hello", "hi", "well", "ok"], probes)
        #expect(measures.commitments.map(\.attribute) == ["pin", "city"])
        #expect(measures.commitments.map { $0.places.map(\.turn) } == [[1, 3], [3]])
        #expect(isClose(measures.commitment, (1 + 0.5 + 1) / 3) && isClose(measures.commitmentEntropy, (1 + 0 + 1) / 3))
        #expect(isClose(measures.consistentShare, 5.0 / 6))
    }
}
