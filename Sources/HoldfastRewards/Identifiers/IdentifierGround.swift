// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What a user can know of identifiers at a place of a dialogue: what it was told before, and what it has heard since.
struct IdentifierGround {
    private var known = KnownText()
    private var told: [Identifier]?
    private let instruction: String
    /// Lines that nobody has asked about yet. In most dialogues few lines state anything, so lines are taken apart late.
    private var waiting: [String]

    /// - Parameter instruction: all that the user was told.
    init(instruction: String) {
        self.instruction = instruction
        waiting = [instruction]
    }

    /// Takes in a line of the agent.
    mutating func hear(_ line: String) { waiting.append(line) }

    /// Whether the value is told or heard, in whatever form.
    mutating func knows(_ identifier: Identifier) -> Bool {
        for line in waiting { known.add(line) }
        waiting = []
        return known.holds(identifier)
    }

    /// What the instruction says of the kind.
    mutating func told(_ kind: IdentifierKind) -> [String] {
        let all = told ?? IdentifierReader.identifiers(in: instruction)
        told = all
        return all.filter { $0.kind == kind }.map(\.value)
    }
}
