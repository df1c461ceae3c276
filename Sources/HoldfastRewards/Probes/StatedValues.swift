// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What the user's lines say about one attribute, in their order.
struct StatedValues {
    private let lines: [(turn: Int, claims: Set<String>, denials: Set<String>)]

    /// Nothing is read without a reader.
    init(of attribute: Attribute, in episode: Episode, reader: LineReader?) {
        lines = episode.userTurns.compactMap { turn in
            guard let reading = reader?.read(turn.text, after: episode.acts(before: turn)) else { return nil }
            func values(_ claims: [Claim]) -> Set<String> { Set(claims.filter { $0.attribute == attribute }.map(\.value)) }
            return (turn.index, values(reading.claims), values(reading.denials))
        }
    }

    /// Whether values agree with the lines up to a turn: with one that was claimed where any was, and with none that was denied only.
    func allow(_ values: Set<String>, upTo turn: Int) -> Bool {
        let before = lines.filter { $0.turn <= turn }
        let claimed = before.reduce(into: Set<String>()) { $0.formUnion($1.claims) }
        let denied = before.reduce(into: Set<String>()) { $0.formUnion($1.denials) }.subtracting(claimed)
        return values.isDisjoint(with: denied) && (claimed.isEmpty || values.isSubset(of: claimed))
    }

    /// The first line that claims one value.
    var first: (turn: Int, value: String)? {
        lines.lazy.compactMap { line in line.claims.count == 1 ? line.claims.first.map { (line.turn, $0) } : nil }.first
    }

    /// What is claimed after a turn, line by line.
    func claims(after turn: Int) -> [Set<String>] { lines.filter { $0.turn > turn && !$0.claims.isEmpty }.map(\.claims) }
}
