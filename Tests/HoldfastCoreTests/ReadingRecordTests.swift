// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

/// Readings of thousands of made lines, garbled ones among them, against a record: whatever makes reading faster must not change what is read.
@Suite struct ReadingRecordTests {
    /// Two services, values of all kinds, phrases that need another one before them.
    private static let services: Lexicon = {
        var lexicon = Lexicon(
            domain: "services",
            attributes: [
                AttributeLexicon(
                    "hotel_area", pattern: .closed(["north": ["north", "the north"], "centre": ["centre", "center"]]),
                    statements: ["in {}", "in the {}", "{} part"], questions: ["which area", "where is it"]),
                AttributeLexicon("hotel_stay", pattern: .number(1...30), statements: ["{} nights", "for {}"]),
                AttributeLexicon("train_leave", pattern: .open(words: 1), statements: ["leave ... at {}", "leaves at {}"]),
                AttributeLexicon("train_arrive", pattern: .open(words: 1), statements: ["arrive ... at {}", "by {}"]),
                AttributeLexicon(
                    "intent", pattern: .closed(["book_hotel": ["book a room"], "book_train": ["book a train", "book a seat"]]), statements: ["{}"]),
                AttributeLexicon("name", pattern: .open(words: 3), statements: ["my name is {}", "{} is my name", "call me {} please"]),
            ])
        lexicon.topics = [
            Topic(name: "hotel", cues: ["hotel", "place to stay", "room"], names: ["acorn house"]),
            Topic(name: "train", cues: ["train", "trains"], prevails: true),
        ]
        return lexicon
    }()

    private static let pieces = [
        "my name is", "Anna", "Weber", "not", "never", "no,", "yes.", "that's right", "twenty one", "twenty-one", "ninety", "7", "2", "007", "10:45",
        "from New York", "Big Apple", "on Friday", "saturday,", "3 people", "for", "the", "a", "and", "but", "please", "thank you", "thanks!",
        "it is",
        "my code is K48", "my email is weber.a88@post.com.", "how much", "the price?", "how much do I get back?", "I don't want", "can't", "cannot",
        "I’m",
        "book a room", "book a train;", "the hotel", "a hotel", "Acorn House", "place to stay", "in the north", "centre part", "5 nights", "leave",
        "at",
        "at 9:15", "arrive", "by 10", "which area", "call me", "Jo", "O'Neil", "is my name", "Zürich", "ÉTÉ", "£20", "…", "—", "x-ray", "a_b", "e.g.",
        "'",
        "99999999999999999999", "sure", "Exactly", "wrong", "without", "nor", "this is", "I said", "make it", "of course", "goodbye",
    ]

    private static let acts: [[DialogueAct]] = [
        [], [DialogueAct(.request, attribute: "name")], [DialogueAct(.request, attribute: "from")], [DialogueAct(.request, attribute: "people")],
        [DialogueAct(.presume, attribute: "people", value: "3")], [DialogueAct(.confirm, attribute: "day", value: "friday")],
        [DialogueAct(.offer, attribute: "hotel_area", value: "north")], [DialogueAct(.request, attribute: "hotel_stay")],
        [DialogueAct(.request, attribute: "train_leave"), DialogueAct(.request, attribute: "name")], [DialogueAct(.request, attribute: "price")],
    ]

    @Test func `made lines are read as they were when the record was made`() {
        var random = RandomKey(seed: 8, purpose: .text).stream
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        var claims = 0
        for reader in [LineReaderTests.reader, LineReader(lexicon: Self.services)] {
            for _ in 0..<4_000 {
                let count = 1 + Int(random.next() % 9)
                var line = (0..<count).map { _ in random.pick(Self.pieces) ?? "" }.joined(separator: " ")
                if random.chance(0.2) { line.remove(at: line.index(line.startIndex, offsetBy: Int(random.next() % UInt64(line.count)))) }
                let located = reader.locate(line, after: random.pick(Self.acts) ?? [])
                claims += located.reading.claims.count + located.reading.denials.count
                for byte in Self.text(of: located).utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
            }
        }
        #expect(claims > 4_000)
        #expect(digest == 9_235_611_872_468_769_820, "digest \(digest) over \(claims) claims and denials")
    }

    private static func text(of located: LocatedReading) -> String {
        func list(_ claims: [Claim]) -> String { claims.map { "\($0.attribute)=\($0.value)" }.joined(separator: ",") }
        let reading = located.reading
        let passages = located.passages.map { "\($0.claim.attribute)=\($0.claim.value) \($0.isDenied) \($0.place)" }.joined(separator: ",")
        return "\(list(reading.claims));\(list(reading.denials));\(reading.asked);\(reading.affirms);\(reading.negates);\(passages)\n"
    }
}
