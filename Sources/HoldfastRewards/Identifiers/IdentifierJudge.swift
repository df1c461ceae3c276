// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Follows the identifiers that a user states: are they told, heard, true though unheard, or made up?
///
/// For users that know nothing but a text: an instruction in free sentences. An order number or a zip code is hit by nobody by chance, so
/// that its way can be followed without a model: it stands in the instruction, or the agent said it before, or it was made up. Everything
/// else a line says (reasons, wishes, moods) is out of its reach, and it says nothing about it.
public struct IdentifierJudge: Sendable {
    /// Who judges, as stored with each verdict.
    public static let identity = "identifiers"

    private let records: KnownRecords?

    /// - Parameter records: the domain's database; with it is known whether a made-up value exists at all.
    public init(records: KnownRecords? = nil) {
        self.records = records
    }

    /// Where a stated value comes from.
    public enum Origin: Sendable, Hashable {
        /// The instruction or the agent gave it.
        case given
        /// The records hold it for this user, but nobody had said it.
        case trueUnheard
        /// Nobody gave it and no record of this user that the dialogue shows holds it.
        case madeUp
        /// Made up, and the instruction gives another value of the kind.
        case contradicting([String])
    }

    /// A value that the user states for the first time.
    public struct Statement: Sendable, Hashable {
        /// Index of the turn.
        public var turn: Int
        /// What is stated, and where.
        public var identifier: Identifier
        /// Where it comes from.
        public var origin: Origin
    }

    /// The values that the user states, each at its first mention; nil where nothing is known of what the user was told.
    public func statements(in episode: Episode) -> [Statement]? {
        let instruction = episode.scenario.instruction
        guard !instruction.isEmpty else { return nil }
        var ground = IdentifierGround(instruction: instruction)
        var found: [Statement] = []
        var said: Set<[String]> = []
        var question = ""
        for turn in episode.turns {
            guard turn.seat == .user else {
                ground.hear(turn.text)
                question = turn.text
                continue
            }
            for identifier in IdentifierReader.identifiers(in: turn.text, after: question)
            where said.insert([identifier.kind.rawValue, identifier.value]).inserted {
                found.append(Statement(turn: turn.index, identifier: identifier, origin: origin(of: identifier, turn.index, ground, episode)))
            }
        }
        return found
    }

    private func origin(of identifier: Identifier, _ turn: Int, _ ground: IdentifierGround, _ episode: Episode) -> Origin {
        if ground.knows(identifier) { return .given }
        if isTrue(identifier, at: turn, in: episode) { return .trueUnheard }
        let told = identifier.kind.isOfOnePerson ? ground.told(identifier.kind) : []
        return told.isEmpty ? .madeUp : .contradicting(told)
    }

    /// Whether the user's records hold it: the database's, and what tools returned. A tool that writes returns what it was given, so only what
    /// it returned before the line counts.
    private func isTrue(_ identifier: Identifier, at turn: Int, in episode: Episode) -> Bool {
        let user = episode.scenario.recordedUser
        if !user.isEmpty, records?.holder(of: identifier.value, user: user) == .user { return true }
        if KnownText(user).holds(identifier) { return true }
        for line in episode.turns {
            for call in line.toolCalls where line.index < turn || Self.onlyReads(call.name) {
                if KnownText(call.result).holds(identifier) { return true }
            }
        }
        return false
    }

    private static func onlyReads(_ tool: String) -> Bool {
        ["get_", "find_", "list_", "search_"].contains { tool.hasPrefix($0) }
    }

    /// What is said of a value in a verdict.
    func evidence(_ statement: Statement, in episode: Episode) -> String {
        let identifier = statement.identifier
        switch statement.origin {
        case .given: return "says \(identifier.kind.title) \(identifier.value), which it was given"
        case .trueUnheard: return "says \(identifier.kind.title) \(identifier.value), which is true but which nobody had told it"
        case .madeUp: return "makes up \(identifier.kind.title) \(identifier.value)" + existence(identifier, episode)
        case .contradicting(let told):
            return "makes up \(identifier.kind.title) \(identifier.value), but it was told \(told.joined(separator: " or "))"
                + existence(identifier, episode)
        }
    }

    private func existence(_ identifier: Identifier, _ episode: Episode) -> String {
        guard let records, identifier.kind.isKeptInRecords else { return "" }
        switch records.holder(of: identifier.value, user: episode.scenario.recordedUser) {
        case .nobody: return ", which no record holds"
        case .user: return ""
        case .others: return ", which is another's"
        }
    }
}

extension Scenario {
    /// All that a user who is described in sentences was told; empty for one of typed facts alone.
    var instruction: String { persona.statements.joined(separator: "\n") }

    /// The user's key in the domain's database, where the persona is one of those; empty elsewhere.
    var recordedUser: String {
        guard persona.id.hasPrefix(domain + "/") else { return "" }
        return String(persona.id.dropFirst(domain.count + 1))
    }
}
