// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEnvironment

@Suite struct MultiWOZReaderTests {
    private let reader = MultiWOZReader(folder: "/nowhere")

    private static let full = """
        {"id": "X1", "goal_message": ["You are looking for a train", "You also want a place to stay"], "goal": {"hotel": {"info": {"area": "center", \
        "type": "guest house", "parking": "yes"}, "fail_info": {"area": "north", "type": "guest house", "parking": "yes"}, "book": {"stay": "2", \
        "people": 3, "day": "monday", "invalid": false, "pre_invalid": true}, "fail_book": {"stay": "4"}, "reqt": ["phone"]}, \
        "train": {"info": {"leaveAt": "9:15", "destination": "ely|norwich"}}, "police": {}}, \
        "turns": [{"role": "user", "text": "I do n't mind , \\" really \\" .", \
        "dialog_act": {"Hotel-Inform": [["Area", "center"], ["Name", "do n't care"]]}}, \
        {"role": "system", "text": "Which day ?", "dialog_act": {"Booking-Request": [["Day", "?"]]}}, {"role": "user", "text": "Bye !"}]}
        """

    @Test func readsGoalsWithEverythingTheFormatMayHold() throws {
        let dialogue = try #require(try reader.dialogues(text: "\n" + Self.full + "\n\n", path: "f").first)
        #expect(dialogue.goal.domains.map(\.0) == [.train, .hotel])
        let hotel = try #require(dialogue.goal.values[.hotel])
        #expect(hotel.book == ["stay": ["2"], "people": ["3"], "day": ["monday"]])
        #expect(hotel.requested == ["phone"])
        #expect(dialogue.goal.values[.train]?.info["destination"] == ["ely", "norwich"])
        #expect(dialogue.lines.map(\.isUser) == [true, false, true])
        #expect(dialogue.userClaims == [Claim("hotel_area", "centre")])
    }

    @Test func readsLinesThatEndWithACarriageReturn() throws {
        #expect(try reader.dialogues(text: Self.full + "\r\n" + Self.full + "\r\n", path: "f").count == 2)
    }

    @Test func goalsBecomeComponents() throws {
        let dialogue = try #require(try reader.dialogues(text: Self.full, path: "f").first)
        let scenario = MultiWOZImport.scenario(of: dialogue)
        let goal = scenario.goal
        #expect(goal.intents == ["find_train", "find_hotel", "book_hotel"])
        func component(_ id: String) -> GoalComponent? { goal.components.first { $0.id == id } }
        #expect(component("preference.hotel_area")?.check == .expressed("hotel_area", "north"))
        #expect(component("requirement.hotel_area")?.check == .stated("hotel_area", "centre"))
        #expect(component("requirement.hotel_area")?.condition == .whenUnavailable("hotel_area", "north"))
        #expect(component("requirement.hotel_stay")?.condition == .whenUnavailable("hotel_stay", "4"))
        #expect(component("requirement.hotel_stay")?.parent == "task.book_hotel")
        #expect(component("requirement.hotel_type")?.check == .stated("hotel_type", "guesthouse"))
        #expect(component("preference.hotel_type") == nil)
        #expect(component("requirement.learn_hotel_phone")?.check == .learned("hotel_phone"))
        #expect(component("requirement.train_leave_at")?.check == .stated("train_leave_at", "09:15"))
        #expect(goal.constraints.filter { $0.attribute == "train_destination" }.map(\.value) == ["ely", "norwich"])
        #expect(Set(scenario.persona.facts.map(\.attribute)) == ["hotel_day", "hotel_people"])
        #expect(Set(goal.components.map(\.id)).count == goal.components.count)
        #expect(goal.firstChoices == [Claim("hotel_area", "north"), Claim("hotel_stay", "4")])
    }

    @Test func examplesBeginWithTheAgentAndEndWithTheUser() throws {
        let dialogue = try #require(try reader.dialogues(text: Self.full, path: "f").first)
        let example = try #require(MultiWOZImport.example(of: dialogue))
        #expect(example.turns.map(\.seat) == [.agent, .user, .agent, .user])
        #expect(example.turns[1].text == "I don't mind, \"really\".")
        #expect(example.turns[2].acts == [DialogueAct(.request, attribute: "hotel_day")])
        #expect(example.turns.map(\.finish) == [.scripted, .endOfTurn, .scripted, .endOfDialogue])
        #expect(example.isConsistent)
    }

    @Test(arguments: [
        ("{\"id\": 1", "not a JSON object"), ("[]", "not a JSON object"), ("{\"goal\": {}, \"turns\": []}", "no id"),
        ("{\"id\": \"a\", \"turns\": []}", "no goal"), ("{\"id\": \"a\", \"goal\": {\"bus\": {\"info\": {}}}, \"turns\": []}", "none of the seven"),
        ("{\"id\": \"a\", \"goal\": {\"taxi\": {\"info\": {}}}}", "no turns"),
        ("{\"id\": \"a\", \"goal\": {\"taxi\": {\"info\": {}}}, \"turns\": [{\"role\": \"bot\", \"text\": \"x\"}]}", "no role"),
    ])
    func brokenLinesAreRefusedByFileAndLine(line: String, reason: String) {
        let error = #expect(throws: HoldfastError.self) { try reader.dialogues(text: Self.full + "\n" + line, path: "dir/f.jsonl") }
        #expect(error?.message.hasPrefix("dir/f.jsonl:2: ") == true)
        #expect(error?.message.contains(reason) == true)
    }

    @Test func missingFileIsNamed() {
        let error = #expect(throws: HoldfastError.self) { try reader.dialogues(file: "none.jsonl") }
        #expect(error?.message.contains("none.jsonl") == true)
    }

    @Test(
        arguments: [
            ("9:15", "09:15"), ("after 15:45", "15:45"), ("5:45pm", "17:45"), ("12:30 am", "00:30"), ("24:30", "24:30"), ("after lunch", nil),
        ] as [(String, String?)])
    func readsTimes(text: String, time: String?) { #expect(MultiWOZValue.time(text) == time) }

    @Test(arguments: [
        ("I do n't care .", "I don't care."), ("It 's $ 5 ( cheap ) !", "It's $5 (cheap)!"), ("yes ,   please", "yes, please"), ("", ""),
    ])
    func detokenises(tokens: String, text: String) { #expect(MultiWOZText.detokenised(tokens) == text) }
}
