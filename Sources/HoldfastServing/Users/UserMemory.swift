// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What the service remembers: users that were registered or talked to, and dialogues by their lines.
///
/// Everything but the users that were given at the start is bounded, and can be forgotten: a dialogue is then followed anew from its first
/// line, a registered user has to be registered again.
actor UserMemory {
    /// A dialogue up to a line.
    struct Beginning: Hashable, Sendable {
        var user: ServedUser
        var lines: ArraySlice<ChatTranscript.Line>
    }
    /// A dialogue as it can be looked at.
    struct Shown: Sendable {
        var id: String
        var report: UserReport
    }

    nonisolated let given: [ServedUser]
    private let givenByID: [String: ServedUser]
    private var users: LeastRecentlyUsed<String, ServedUser>
    private var dialogues: LeastRecentlyUsed<Beginning, UserDialogue>
    /// What prompts were found to describe; nothing for ordinary ones.
    private var described: LeastRecentlyUsed<String, ServedUser?>
    /// The newest lines of each user's dialogues, newest first.
    private var shown: LeastRecentlyUsed<String, [Shown]>
    /// Dialogues that are shown per user.
    private static let mostShown = 16
    /// Longer dialogues and prompts are looked at anew each time, in UTF-8 bytes.
    private static let longest = 1 << 15

    init(given: [ServedUser], capacity: Int) {
        self.given = given
        givenByID = Dictionary(given.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        users = LeastRecentlyUsed(capacity: capacity)
        dialogues = LeastRecentlyUsed(capacity: capacity)
        shown = LeastRecentlyUsed(capacity: capacity / 8)
        described = LeastRecentlyUsed(capacity: capacity)
    }

    func user(_ id: String) -> ServedUser? { givenByID[id] ?? users.value(of: id) }

    /// - Returns: the user with the id that it is kept under: one of its own where two texts share a hash.
    func keep(_ user: ServedUser) -> ServedUser {
        var kept = user
        while let other = givenByID[kept.id] ?? users.value(of: kept.id), other != kept { kept.id += "x" }
        if givenByID[kept.id] == nil { users.keep(kept, as: kept.id) }
        return kept
    }

    /// The user that a prompt describes, which is found out once.
    func user(describedBy prompt: String, finding: @Sendable () throws -> ServedUser?) rethrows -> ServedUser? {
        if let known = described.value(of: prompt) { return known }
        let found = try finding()
        if prompt.utf8.count <= Self.longest { described.keep(found, as: prompt) }
        return found
    }

    /// The longest beginning of a dialogue that is known, and how many lines it has.
    func longestBeginning(of lines: [ChatTranscript.Line], user: ServedUser) -> (UserDialogue, Int)? {
        for count in stride(from: lines.count, to: 0, by: -1) {
            if let known = dialogues.value(of: Beginning(user: user, lines: lines.prefix(count))) { return (known, count) }
        }
        return nil
    }

    func keep(_ dialogue: UserDialogue, lines: [ChatTranscript.Line], user: ServedUser) {
        guard lines.reduce(0, { $0 + $1.text.utf8.count }) <= Self.longest else { return }
        dialogues.keep(dialogue, as: Beginning(user: user, lines: lines[...]))
    }

    /// - Parameter parent: the dialogue that this one continues; it is no longer shown.
    func show(_ report: UserReport, of user: ServedUser, instead parent: String?) {
        var all = shown.value(of: user.id) ?? []
        all.removeAll { $0.id == parent || $0.id == report.dialogue }
        shown.keep(Array(([Shown(id: report.dialogue, report: report)] + all).prefix(Self.mostShown)), as: user.id)
    }

    func reports(of user: ServedUser) -> [UserReport] { (shown.value(of: user.id) ?? []).map(\.report) }
}
