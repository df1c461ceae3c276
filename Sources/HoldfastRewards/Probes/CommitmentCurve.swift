// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// How a simulator's commitment to one fact goes over a dialogue.
public struct CommitmentCurve: Hashable, Sendable {
    /// What was asked for.
    public let attribute: Attribute
    /// Whether persona, goal or declared states say anything of it.
    public let isSpecified: Bool
    /// The places at which it was asked for, in order.
    public let places: [Commitment]
    /// Where the simulator committed itself to a value of its own making; nil for a specified fact, and where it never did.
    public let first: FirstCommitment?

    /// The first commitment to a fact that nothing specifies: from then on it is as good as a fact of the persona.
    public struct FirstCommitment: Hashable, Sendable {
        /// Index of the user turn: the first that claims a value, or the first place at which the answers settle on one.
        public let turn: Int
        /// Lines of the user up to there, that turn included.
        public let lines: Int
        /// The value it committed itself to.
        public let value: String
        /// What was said of it afterwards, in lines and answers, and how much of that deviates.
        public let deviation: WilsonInterval?
    }

    init(_ attribute: Attribute, in episode: Episode, reader: LineReader?) {
        let said = StatedValues(of: attribute, in: episode, reader: reader)
        self.attribute = attribute
        isSpecified =
            episode.scenario.ledger.values[attribute] != nil || episode.scenario.persona.declared.contains { $0.name == attribute }
        places = Commitment.places(of: attribute, in: episode, said: said, reader: reader)
        first = isSpecified ? nil : Self.first(said, places, in: episode)
    }

    private static func first(_ said: StatedValues, _ places: [Commitment], in episode: Episode) -> FirstCommitment? {
        let settled = places.first(where: \.isCommitted)
        let line = said.first.flatMap { line in settled.map { line.turn <= $0.turn } ?? true ? line : nil }
        guard let start = line ?? settled.flatMap({ place in place.modal.map { (place.turn, $0) } }) else { return nil }
        // The answers at a line's own turn were given after it.
        let later = places.filter { line == nil ? $0.turn > start.turn : $0.turn >= start.turn }.flatMap(\.read)
        let deviating = later.count { $0 != start.value }
        let claims = said.claims(after: start.turn)
        return FirstCommitment(
            turn: start.turn, lines: episode.userTurns.count { $0.index <= start.turn }, value: start.value,
            deviation: WilsonInterval(deviating + claims.count { $0 != [start.value] }, of: later.count + claims.count))
    }
}
