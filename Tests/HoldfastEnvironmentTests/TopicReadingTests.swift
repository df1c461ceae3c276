// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

/// One slot name in several services: the topic of the words decides whose it is.
@Suite struct TopicReadingTests {
    private let reader: LineReader = {
        let areas = ValuePattern.closed(["north": ["north"], "east": ["east"]])
        let hours = ValuePattern.closed(["09:00": ["9:00"], "10:00": ["10:00"]])
        var lexicon = Lexicon(
            domain: "test",
            attributes: [
                AttributeLexicon("hotel_area", pattern: areas, statements: ["{}"]),
                AttributeLexicon("cafe_area", pattern: areas, statements: ["{}"]),
                AttributeLexicon("taxi_leave_at", pattern: hours, statements: ["leave ... by {}"]),
                AttributeLexicon("taxi_arrive_by", pattern: hours, statements: ["by {}"]),
            ])
        lexicon.topics = [
            Topic(name: "hotel", cues: ["hotel", "stay"], names: ["ritz"]), Topic(name: "cafe", cues: ["cafe"]),
            Topic(name: "taxi", cues: ["taxi"], prevails: true),
        ]
        return LineReader(lexicon: lexicon)
    }()

    @Test(
        arguments: [
            ("A hotel in the north.", [], [Claim("hotel_area", "north")]),
            ("In the north, please.", [DialogueAct(.request, attribute: "cafe_area")], [Claim("cafe_area", "north")]),
            ("In the north.", [DialogueAct(.done, intent: "book_hotel")], [Claim("hotel_area", "north")]),
            ("In the north.", [], []),
            ("A hotel in the north and a cafe in the east.", [], [Claim("hotel_area", "north"), Claim("cafe_area", "east")]),
            ("I need a cafe. It should be in the east.", [], [Claim("cafe_area", "east")]),
            ("The Ritz is in the east.", [], [Claim("hotel_area", "east")]),
            ("A taxi from the hotel, I leave the cafe by 9:00.", [], [Claim("taxi_leave_at", "09:00")]),
            ("I need a taxi. Get me to the hotel by 10:00.", [], [Claim("taxi_arrive_by", "10:00")]),
            ("I leave the hotel by 9:00.", [DialogueAct(.request, attribute: "taxi_leave_at")], [Claim("taxi_leave_at", "09:00")]),
        ] as [(String, [DialogueAct], [Claim])])
    func topicDecides(line: String, acts: [DialogueAct], claims: [Claim]) {
        #expect(reader.read(line, after: acts).claims == claims)
    }
}
