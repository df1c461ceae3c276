// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One message of a dialogue as chat models read it.
struct DialogueMessage: Sendable, Hashable {
    enum Role: String, Sendable { case system, user, assistant, tool }

    /// A call that the message makes.
    struct Call: Sendable, Hashable {
        var id: String
        var name: String
        /// A JSON object as text, keys sorted, as the OpenAI protocol has it.
        var arguments: String
    }

    var role: Role
    var content: String
    var call: Call?
    /// Of a tool's message: which call it answers, and whose.
    var answers: Call?
    /// Index of the turn that it is part of; nil for the system message.
    var turn: Int?

    init(_ role: Role, _ content: String, call: Call? = nil, answers: Call? = nil, turn: Int? = nil) {
        self.role = role
        self.content = content
        self.call = call
        self.answers = answers
        self.turn = turn
    }

    var json: JSONValue {
        var members = [JSONValue.Member("role", .string(role.rawValue)), JSONValue.Member("content", .string(content))]
        if let call {
            let function = JSONValue.record(["name": .string(call.name), "arguments": .string(call.arguments)])
            let record = JSONValue.record(["id": .string(call.id), "type": .string("function"), "function": function])
            members.append(JSONValue.Member("tool_calls", .array([record])))
        }
        if let answers {
            members.append(JSONValue.Member("tool_call_id", .string(answers.id)))
            members.append(JSONValue.Member("name", .string(answers.name)))
        }
        return .object(members)
    }

    /// Whether both say the same in the same role, at whichever place.
    func says(thatOf other: DialogueMessage) -> Bool {
        role == other.role && content == other.content && call == other.call && answers == other.answers
    }
}

extension Sequence<DialogueMessage> {
    var json: JSONValue { .array(map(\.json)) }
}
