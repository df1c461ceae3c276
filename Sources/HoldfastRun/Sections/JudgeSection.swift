// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards

/// A `judge` section: who answers questions about lines.
public struct JudgeSection: Sendable, Hashable, Codable {
    /// What kind of judge it is; the other keys are for `model`, unless they say otherwise.
    public var type = JudgeType.model
    /// URL of the OpenAI-compatible server that the model runs at.
    public var server = ""
    /// The model's name at the server; the one it lists where empty.
    public var model = ""
    /// Environment variable that holds the server's key; empty sends none.
    public var keyVariable = ""
    /// File that holds the server's key in its first line, in place of a variable; empty for none.
    public var keyFile = ""
    /// Requests to the server in flight at once.
    public var concurrency = 16
    /// Logits are divided by this; 0 takes the likeliest token each time.
    public var temperature = 0.0
    /// Tokens of a reply at most; one that is cut off is no answer.
    public var maxTokens = 512
    /// Makes replies repeatable where the server can. Two judges that differ in it alone are two judges.
    public var seed = 1
    /// Seconds that one verdict may take, with all its calls; 0 for any time.
    public var deadline = 120.0
    /// Whether a reply that is no answer is shown to the model once.
    public var repair = true
    /// File that verdicts are kept in, so that no question is paid for twice; empty for none. That of a `panel` is for its members.
    public var cache = ""
    /// The judges of a `panel`, two or more. Each is a section like this one, without members.
    public var members: [JudgeSection] = []
    /// How the votes of a `panel` are counted.
    public var rule = PanelRuleName.majority
    /// Fails that are enough for the rule `minority_veto`.
    public var vetoFails = 1

    /// Whether each pair of lines is a question of its own, so that line-to-line has its pair formula too; for `model` and `panel`.
    public var pairs = false

    /// The section's defaults: a model, whose server has to be named.
    public init() {}

    /// A section of a type, with the defaults of everything else.
    public init(type: JudgeType) {
        self.type = type
    }

    /// Reads a section; a member of a panel may leave out what it does not change.
    /// - Throws: what the decoder throws.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func take<Value: Decodable>(_ place: inout Value, _ key: CodingKeys) throws {
            if let value = try fields.decodeIfPresent(Value.self, forKey: key) { place = value }
        }
        try take(&type, .type)
        try take(&server, .server)
        try take(&model, .model)
        try take(&keyVariable, .keyVariable)
        try take(&keyFile, .keyFile)
        try take(&concurrency, .concurrency)
        try take(&temperature, .temperature)
        try take(&maxTokens, .maxTokens)
        try take(&seed, .seed)
        try take(&deadline, .deadline)
        try take(&repair, .repair)
        try take(&cache, .cache)
        try take(&members, .members)
        try take(&rule, .rule)
        try take(&vetoFails, .vetoFails)
        try take(&pairs, .pairs)
    }

    /// Refuses values that no judge can be made of.
    /// - Parameter path: where the section stands, such as `judge`; messages begin with the key's path.
    /// - Throws: `configuration`.
    public func validate(path: String) throws { try validate { "\(path).\($0)" } }

    private func validate(_ name: (_ key: String) -> String) throws {
        func require(_ condition: Bool, _ key: String, _ problem: String) throws {
            guard condition else { throw HoldfastError(.configuration, "\(name(key)) \(problem)") }
        }
        switch type {
        case .ledger, .text: break
        case .model:
            try require(!server.isEmpty, "server", "must name the server of a judge of type model, such as http://127.0.0.1:8000")
            try require(keyFile.isEmpty || keyVariable.isEmpty, "key_file", "and its key_variable name the same thing; set one of them")
            try require(concurrency >= 1, "concurrency", "must be at least 1")
            try require(temperature >= 0, "temperature", "must be 0 or more")
            try require(maxTokens >= 1, "max_tokens", "must be at least 1")
            try require(deadline >= 0, "deadline", "must be 0 (any time) or more")
        case .panel:
            try require(members.count >= 2, "members", "must hold two judges or more")
            try require(
                rule != .minorityVeto || (1...members.count).contains(vetoFails), "veto_fails",
                "must be between 1 and the number of members, which is \(members.count)")
            for (place, member) in members.enumerated() {
                try require(member.type != .panel, "members", "must be no panels; list all judges in one")
                let list = name("members")
                try member.validate { "\(list) (judge \(place + 1)): \($0)" }
            }
        }
    }

    /// Whether a judge of this section would ask somebody whom one of the other asks too.
    func shares(with other: JudgeSection) -> Bool { !Set(askedJudges).isDisjoint(with: other.askedJudges) }

    /// Everything in a section of type `model` that shapes its judge.
    var fingerprint: String { "\(server)\n\(model)\n\(temperature)\n\(maxTokens)\n\(seed)\n\(repair)" }

    /// Who is asked in the end. Neither the seed nor the temperature makes another judge of a model.
    private var askedJudges: [[String]] {
        switch type {
        case .ledger, .text: [[type.rawValue]]
        case .model: [[type.rawValue, server, model]]
        case .panel: members.flatMap(\.askedJudges)
        }
    }

    /// The rule with its number.
    var panelRule: PanelRule { rule == .majority ? .majority : .minorityVeto(fails: vetoFails) }
}

/// The kinds of judges.
public enum JudgeType: String, Sendable, Codable, CaseIterable {
    /// A chat model at a server.
    case model
    /// Several judges that are asked at once.
    case panel
    /// The exact judge of scenarios whose facts are machine-checkable.
    case ledger
    /// Rules over free text, without a model.
    case text
}

/// The rules of panels.
public enum PanelRuleName: String, Sendable, Codable, CaseIterable {
    /// What most say.
    case majority
    /// A number of fails fails.
    case minorityVeto = "minority_veto"
}

/// A configuration file of a judge alone.
public struct JudgeConfiguration: Sendable, Hashable, Codable {
    /// The judge.
    public var judge = JudgeSection()

    /// The section's defaults.
    public init() {}

    /// Reads and checks.
    /// - Throws: `configuration` with file, line and key path.
    public static func load(file: String) throws -> JudgeSection {
        let loaded = try LoadedConfiguration(files: [file], defaults: JudgeConfiguration())
        do {
            try loaded.value.judge.validate(path: "judge")
        } catch let error as HoldfastError {
            // What is not in the file at all is missing there.
            let origin = loaded.origin(of: String(error.message.prefix { !$0.isWhitespace }))
            throw HoldfastError(error.code, "\(origin == .defaults ? file : "\(origin)"): \(error.message)")
        }
        return loaded.value.judge
    }
}
