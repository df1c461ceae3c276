// SPDX-License-Identifier: Apache-2.0

/// A seat that a model server can take in Holdfast.
public enum ServerRole: String, Sendable, Hashable, Codable, CaseIterable {
    /// The other side of a dialogue; who reads it; who plays the user without learning; who samples what is trained elsewhere; who
    /// trains.
    case taskAgent = "task_agent"
    case judge
    case frozenSimulator = "frozen_simulator"
    case trainingSampler = "sampler_beside_a_trainer"
    case trainer
}

/// What Holdfast will do with a server in one role, because of what it can do.
public struct ServerUse: Sendable, Hashable, Codable {
    /// Whether it can take the role.
    public var isPossible: Bool
    /// In which way, or what it lacks.
    public var how: String

    static func all(_ known: ProbeKnowledge, _ findings: [ServerAbility: ServerFinding]) -> [ServerRole: ServerUse] {
        func can(_ ability: ServerAbility) -> Bool { findings[ability]?.verdict == .yes }
        func lacking(_ abilities: [ServerAbility]) -> [String] { abilities.filter { !can($0) }.map(\.rawValue) }
        func no(_ lacking: [String]) -> ServerUse { ServerUse(isPossible: false, how: "it lacks \(lacking.joined(separator: ", "))") }

        let chat = lacking([.chat])
        let tools = can(.tools) ? "tools are given, and calls can be demanded" : "in text alone: a call that is demanded does not come"
        let streaming = can(.streaming) ? "" : "; not in pieces"
        let agent = chat.isEmpty ? ServerUse(isPossible: true, how: tools + streaming) : no(chat)

        let form: String =
            switch known.json {
            case .schema, .objectWithSchema: "JSON by a schema (`\(known.json.rawValue)`)"
            case .object: "JSON (`json_object`), its schema told in words"
            case .words: "JSON asked for in words"
            }
        let seed = can(.seed) ? "verdicts can be repeated (seed)" : "verdicts may differ when asked again"
        let certainty = can(.chatTopLogprobs) ? ", and how sure they are can be read (log-probabilities)" : ""
        let judge = chat.isEmpty ? ServerUse(isPossible: true, how: "\(form), checked as it comes; \(seed)\(certainty)") : no(chat)

        let needs = lacking([.completions, .tokenIDsIn, .tokenIDsOut, .logprobs, .stopTokens])
        let length = can(.contextLength) ? "" : "; its context length has to be given (context_length)"
        let simulator =
            needs.isEmpty ? ServerUse(isPossible: true, how: "token by token, \(findings[.tokenIDsOut]?.detail ?? "")\(length)") : no(needs)

        let ways = [
            can(.adapterLoading) ? "adapters from its disk (/v1/load_lora_adapter)" : nil,
            can(.weightUpdate) ? "all weights from its disk (/update_weights_from_disk)" : nil,
        ].compactMap(\.self)
        let sampler =
            !simulator.isPossible
            ? no(needs)
            : ways.isEmpty
                ? no([ServerAbility.adapterLoading.rawValue + " or " + ServerAbility.weightUpdate.rawValue])
                : ServerUse(isPossible: true, how: ways.joined(separator: ", or "))

        let trainer =
            can(.tinker)
            ? ServerUse(isPossible: true, how: "by the Tinker protocol; \(findings[.tinker]?.detail ?? "")")
            : ServerUse(isPossible: false, how: "it does not speak the Tinker protocol")
        return [.taskAgent: agent, .judge: judge, .frozenSimulator: simulator, .trainingSampler: sampler, .trainer: trainer]
    }
}
