// SPDX-License-Identifier: Apache-2.0

import HoldfastRewards
import Testing

@Suite struct AssistantLikenessTests {
    @Test(
        arguments: [
            ("How can I help you?", [.offersHelp, .addressesOther]), ("Shall I book it for you?", [.offersAction, .makesRequest, .addressesOther]),
            ("I have booked your table.", [.reportsAction]), ("What is your name?", [.asksForDetails]),
            ("Unfortunately there is none.", [.tellsResults]),
            ("Thank you for calling our office.", [.speaksForService]), ("It suits you.", [.asksForDetails]), ("You pay nothing.", [.addressesOther]),
            ("I'd like a room.", [.statesNeed]), ("I'm looking for a taxi", [.statesNeed]), ("My name is Kim.", [.givesDetails]),
            ("Can you tell me?", [.makesRequest]), ("No, that's all. Thanks!", [.answers]), ("me", [.speaksOfSelf]), ("Boston", []), ("", []),
            ("I think so", []),
        ] as [(String, Set<AssistantLikeness.Sign>)])
    func `signs of a line`(line: String, signs: Set<AssistantLikeness.Sign>) {
        #expect(AssistantLikeness.signs(of: LineText(line)) == signs)
    }

    @Test(
        arguments: [
            ("Is there anything else I can help you with?", 0.95...1), ("Your booking was successful. Your reference number is X7.", 0.8...1),
            ("I want a cheap room on Monday.", 0...0.1), ("Yes please, that works.", 0...0.1), ("Boston", 0.3...0.4),
        ] as [(String, ClosedRange<Double>)])
    func `scores are probabilities that say which side speaks`(line: String, range: ClosedRange<Double>) {
        #expect(range.contains(AssistantLikeness.score(LineText(line))), "\(line): \(AssistantLikeness.score(LineText(line)))")
    }

    /// The area under the curve on the dialogues that the weights were not fitted on: every second one.
    @Test(.enabled(if: MultiWOZLines.isPresent, "the corpus is not in ../shared"))
    func `people's user and clerk lines are parted as well as measured`() throws {
        let dialogues = try MultiWOZLines.all()
        let fitted = Self.measure(dialogues.indices.filter { $0.isMultiple(of: 2) }.flatMap { dialogues[$0] })
        let heldOut = Self.measure(dialogues.indices.filter { !$0.isMultiple(of: 2) }.flatMap { dialogues[$0] })
        print("measured: fitted \(fitted), held out \(heldOut)")
        #expect((0.970...0.980).contains(heldOut.area))
        #expect((0.925...0.945).contains(heldOut.accuracy))
        #expect(abs(fitted.area - heldOut.area) < 0.01)
    }

    @Test func `bundled user and agent lines are parted as well as measured`() throws {
        let measured = Self.measure(try BundledDialogues.lines())
        print("measured: bundled \(measured)")
        #expect((0.950...0.970).contains(measured.area))
    }

    private static func measure(_ lines: [CorpusLine]) -> (area: Double, accuracy: Double, lines: Int) {
        let scores = lines.map { AssistantLikeness.score(LineText($0.text)) }
        let right = zip(lines, scores).count { ($0.1 < 0.5) == $0.0.isUser }
        return (area(of: scores, isUser: lines.map(\.isUser)), Double(right) / Double(lines.count), lines.count)
    }

    /// The chance that an agent's line scores higher than a user's; ties count half.
    private static func area(of scores: [Double], isUser: [Bool]) -> Double {
        let sorted = zip(scores, isUser).sorted { $0.0 < $1.0 }
        var usersBelow = 0.0
        var sum = 0.0
        var place = 0
        while place < sorted.count {
            var end = place
            while end < sorted.count, sorted[end].0 == sorted[place].0 { end += 1 }
            let users = Double(sorted[place..<end].count { $0.1 })
            sum += (Double(end - place) - users) * (usersBelow + users / 2)
            usersBelow += users
            place = end
        }
        return sum / usersBelow / (Double(sorted.count) - usersBelow)
    }
}
