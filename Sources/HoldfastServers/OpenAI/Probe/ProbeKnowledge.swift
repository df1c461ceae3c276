// SPDX-License-Identifier: Apache-2.0

/// What a probe knows about a server so far.
struct ProbeKnowledge: Sendable, Hashable {
    /// The model that is asked.
    var model: String
    var models: [String] = []
    var contextLength: Int?
    var tinkerModels: [String] = []
    /// Whether a conversation may begin with a system message.
    var hasSystem = true
    var tokenLimit = ChatDialect.TokenLimit.maxTokens
    var json = ChatDialect.JSONForm.words
    /// What the server samples first, greedily.
    var firstToken: Int32?
    var secondToken: Int32?
    /// Texts that were sampled with seeds.
    var seededTexts: [ProbeQuestion: String] = [:]
    /// What is answered where nothing is.
    var statusOfNothing: Int?
    var findings: [ServerAbility: ServerFinding] = [:]

    func can(_ ability: ServerAbility) -> Bool { findings[ability]?.verdict == .yes }
}
