// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The body of `POST /v1/holdfast/users`: `{"scenario": {…}}`, `{"text": "…"}`, or a scenario itself.
struct UserRegistration: Decodable, Sendable {
    var scenario: Scenario?
    var text: String?

    private enum CodingKeys: String, CodingKey { case scenario, text, persona, goal }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        text = try fields.decodeIfPresent(String.self, forKey: .text)
        let isBare = fields.contains(.persona) && fields.contains(.goal)
        scenario = isBare ? try ScenarioField(from: decoder).scenario : try fields.decodeIfPresent(ScenarioField.self, forKey: .scenario)?.scenario
        guard (scenario == nil) != (text == nil) else {
            throw OpenAIProblem.invalid(
                "scenario", "a user is registered by `scenario`, an object, or by `text`, its description; give one of them")
        }
    }
}

/// What `POST /v1/holdfast/users` and `GET /v1/holdfast/users/{id}` answer.
struct UserDescription: Encodable, Sendable {
    var id: String
    let object = "holdfast.user"
    /// By which chat completions ask for it.
    var model: String
    var understood: ServedUser.Understanding
    var notUnderstood: [String]
    var prompt: String
    var scenario: Scenario
    /// Of the newest dialogue, or before the first line; nil where no errand was understood.
    var goalState: GoalReport?
    /// The newest first; a dialogue that goes on is told once, by its newest line.
    var dialogues: [UserReport]

    private enum CodingKeys: String, CodingKey {
        case id, object, model, understood, prompt, scenario, dialogues
        case notUnderstood = "not_understood"
        case goalState = "goal_state"
    }
}

/// What `GET /v1/holdfast/users` answers: the users that were given at the start.
struct UserListing: Encodable, Sendable {
    struct Entry: Encodable, Sendable {
        var id: String
        var model: String
    }
    let object = "list"
    var data: [Entry]
}

extension UserService {
    func describe(_ user: ServedUser, model: String) async -> UserDescription {
        let reports = await memory.reports(of: user)
        let goal = reports.first.map(\.goalState) ?? (user.understanding == .none ? nil : GoalReport(UserDialogue(scenario: user.scenario)))
        return UserDescription(
            id: user.id, model: "\(model)/\(user.id)", understood: user.understanding, notUnderstood: user.rest, prompt: user.prompt,
            scenario: user.scenario, goalState: goal, dialogues: reports)
    }
}
