// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// A user that agents can talk to.
struct ServedUser: Sendable, Hashable {
    /// How much of what was said about the user is known as persona and goal.
    enum Understanding: String, Sendable, Encodable {
        /// All of it.
        case whole
        /// An errand, but not every sentence.
        case partly
        /// No errand: the text is the prompt, and no goal is followed.
        case none
    }

    /// By which it is asked for.
    var id: String
    let scenario: Scenario
    /// What the simulator reads first.
    let prompt: String
    let understanding: Understanding
    /// Sentences that nothing was read from.
    let rest: [String]

    /// In UTF-8 bytes; longer texts are prompts that nothing is read from.
    private static let longestText = 1 << 15

    /// A user whose persona and goal were given as such.
    /// - Parameter id: nil for one that follows from the content.
    init(_ scenario: Scenario, id: String? = nil, knowledge: any ScenarioKnowledge) {
        prompt = knowledge.prompt(for: scenario)
        self.id = id ?? "user-" + StableHash.hexadecimal(scenario.id + prompt)
        self.scenario = scenario
        understanding = .whole
        rest = []
    }

    private init(id: String, scenario: Scenario, prompt: String, understanding: Understanding, rest: [String]) {
        self.id = id
        self.scenario = scenario
        self.prompt = prompt
        self.understanding = understanding
        self.rest = rest
    }

    /// The user that a system message describes; nil where it describes none that could be followed, so that the message is an ordinary prompt.
    /// - Throws: `OpenAIProblem` for a scenario in JSON that lacks something.
    static func described(by message: String, knowledge: any ScenarioKnowledge) throws -> ServedUser? {
        let block = ScenarioBlock(message)
        if let scenario = try ScenarioField.scenario(in: block.text, parameter: "messages") {
            return ServedUser(scenario, knowledge: knowledge)
        }
        // No simulator has room for a longer one.
        let isReadable = block.text.utf8.count <= longestText
        let read = isReadable ? knowledge.understand(block.text) : UnderstoodText(scenario: nil, rest: [])
        let id = "text-" + StableHash.hexadecimal(block.text)
        guard let scenario = read.scenario else {
            guard block.isEnclosed else { return nil }
            let unknown = Scenario(
                id: id, domain: "", persona: Persona(facts: [], policy: []), goal: UserGoal(intents: [], constraints: [], components: []),
                split: .test, seed: 0, source: "text")
            return ServedUser(id: id, scenario: unknown, prompt: block.text, understanding: .none, rest: read.rest)
        }
        guard read.rest.isEmpty else {
            return ServedUser(id: id, scenario: scenario, prompt: block.text, understanding: .partly, rest: read.rest)
        }
        return ServedUser(scenario, id: id, knowledge: knowledge)
    }
}

/// A scenario in a request: an object, or its JSON as text, because some clients take texts alone as metadata.
struct ScenarioField: Decodable, Sendable {
    let scenario: Scenario

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            guard let found = try Self.scenario(in: text, parameter: "holdfast_scenario") else {
                throw OpenAIProblem.invalid("holdfast_scenario", "`holdfast_scenario` is no scenario in JSON")
            }
            scenario = found
        } else {
            do {
                scenario = try value.decode(Scenario.self)
            } catch let error as DecodingError {
                throw Self.problem(error, "holdfast_scenario")
            }
        }
    }

    /// The scenario that a text is in JSON; nil for any other text.
    /// - Throws: `OpenAIProblem` for an object with `persona` and `goal` that lacks something else.
    static func scenario(in text: String, parameter: String) throws -> Scenario? {
        guard text.first(where: { !$0.isWhitespace }) == "{" else { return nil }
        let data = Data(text.utf8)
        let decoder = JSONDecoder()
        guard let members = (try? decoder.decode(AnyJSON.self, from: data))?.object, members["persona"] != nil, members["goal"] != nil else {
            return nil
        }
        do {
            return try decoder.decode(Scenario.self, from: data)
        } catch let error as DecodingError {
            throw problem(error, parameter)
        }
    }

    private static func problem(_ error: DecodingError, _ parameter: String) -> OpenAIProblem {
        let (path, missing): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .valueNotFound(_, let context): (context.codingPath, "is null")
            case .typeMismatch(_, let context), .dataCorrupted(let context): (context.codingPath, "has the wrong type")
            @unknown default: ([], "cannot be read")
            }
        let place = path.map(\.stringValue).drop { $0 == "holdfast_scenario" || $0 == "metadata" }.joined(separator: ".")
        return .invalid(parameter, "the scenario cannot be read: `\(place)` \(missing); see docs/user-service.md for one in full")
    }
}

/// The user that a request names beside its messages.
struct NamedUser: Decodable, Sendable {
    var user: String?
    var scenario: Scenario?

    private enum CodingKeys: String, CodingKey {
        case metadata
        case user = "holdfast_user"
        case scenario = "holdfast_scenario"
    }
    private struct Fields: Decodable {
        var user: String?
        var scenario: ScenarioField?
        private enum CodingKeys: String, CodingKey {
            case user = "holdfast_user"
            case scenario = "holdfast_scenario"
        }
    }

    init(from decoder: any Decoder) throws {
        let top = try Fields(from: decoder)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        // Other clients' metadata may be anything.
        let isObject = (try? fields.decodeIfPresent(AnyJSON.self, forKey: .metadata))??.object != nil
        let nested = isObject ? try fields.decodeIfPresent(Fields.self, forKey: .metadata) : nil
        user = top.user ?? nested?.user
        scenario = (top.scenario ?? nested?.scenario)?.scenario
    }
}
