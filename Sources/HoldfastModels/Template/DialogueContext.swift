// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// One line of a dialogue as a template is given it.
public enum DialogueLine: Hashable, Sendable {
    /// What the agent said.
    case agent(String)
    /// The tokens that the user sampled, with the one that ended the line if there was one.
    case user([Int32])
}

/// What a simulator reads: the tokens of a dialogue, by the lines they belong to.
public struct DialogueContext: Hashable, Sendable {
    /// Tokens of one line, or of the prompt.
    public struct Part: Hashable, Sendable {
        /// In order.
        public var tokens: [Int32]
        /// Position of the line in the dialogue; nil for the prompt.
        public var line: Int?

        /// Tokens of a line.
        public init(_ tokens: [Int32], line: Int?) {
            self.tokens = tokens
            self.line = line
        }
    }

    /// In order. Several may belong to one line.
    public var parts: [Part]
    /// All tokens.
    public var tokens: [Int32] { parts.flatMap(\.tokens) }

    /// A context of these parts.
    public init(parts: [Part]) { self.parts = parts }

    /// What follows on tokens that were read before; nil where the context does not begin with them.
    public func continuation(of read: some Collection<Int32>) -> [Part]? {
        var rest = read[...]
        var new: [Part] = []
        for part in parts {
            let known = rest.prefix(part.tokens.count)
            guard part.tokens.starts(with: known) else { return nil }
            rest = rest.dropFirst(known.count)
            if known.count < part.tokens.count { new.append(Part(Array(part.tokens.dropFirst(known.count)), line: part.line)) }
        }
        return rest.isEmpty ? new : nil
    }
}

extension TokenTrace {
    /// Takes in what the simulator reads next.
    ///
    /// Where the context goes on from the sequence read so far, only the rest is added. Where it does not, because the template rendered
    /// earlier lines anew, that sequence is left as it was sampled and another one begins: no token becomes part of a context in which
    /// it was not sampled. A context begins with a part of the prompt.
    public mutating func read(_ context: DialogueContext) {
        if let new = context.continuation(of: ids[newestSequence]) {
            for part in new { appendGiven(part.tokens, turn: part.line ?? -1) }
        } else {
            removeUnusedSequence()
            for part in context.parts { appendGiven(part.tokens, turn: part.line ?? -1) }
        }
    }

    /// Takes in what was said since the simulator was last asked. It never reads that: where it does not go on from the newest sequence,
    /// nothing is added.
    public mutating func readRest(_ context: DialogueContext) {
        for part in context.continuation(of: ids[newestSequence]) ?? [] { appendGiven(part.tokens, turn: part.line ?? -1) }
    }
}
