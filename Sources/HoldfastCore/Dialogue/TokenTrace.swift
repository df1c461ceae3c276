// SPDX-License-Identifier: Apache-2.0

/// The token sequence of one episode as the simulator saw and sampled it: what was sampled is what is trained on.
///
/// The arrays have one entry per token. There is no path that decodes and encodes again.
///
/// Most episodes are one sequence. Where a template renders earlier lines anew, the simulator's next line is sampled in another context than
/// the former: the trace then holds several sequences one behind the other, each from its prompt on. The tokens before a sampled one in its
/// sequence are what it was sampled from.
public struct TokenTrace: Hashable, Sendable, Codable {
    /// Tokens of the simulator's vocabulary, in the order in which it read and wrote them.
    public private(set) var ids: [Int32] = []
    /// Log-probability under the distribution the token was sampled from; 0 where `mask` is false.
    public private(set) var logprobs: [Float] = []
    /// Log-probability under the model at the sampling temperature, with no penalty and nothing cut off: what an update's ratio begins at.
    /// Empty where that is `logprobs` for every token, which is where nothing reshapes the sampler's distribution.
    public private(set) var modelLogprobs: [Float] = []
    /// True for tokens the simulator sampled: the only ones trained on.
    public private(set) var mask: [Bool] = []
    /// Index of the turn a token belongs to; -1 for the prompt, which begins a sequence.
    public private(set) var turn: [Int32] = []

    /// A trace without tokens.
    public init() {}

    /// A trace that was stored.
    /// - Parameter modelLogprobs: empty where they are `logprobs`.
    /// - Throws: `.format` when the arrays differ in length.
    public init(ids: [Int32], logprobs: [Float], modelLogprobs: [Float] = [], mask: [Bool], turn: [Int32]) throws {
        guard logprobs.count == ids.count, mask.count == ids.count, turn.count == ids.count,
            modelLogprobs.isEmpty || modelLogprobs.count == ids.count
        else {
            throw HoldfastError(
                .format,
                "a token trace has \(ids.count) tokens, \(logprobs.count) log-probabilities, \(mask.count) mask entries and "
                    + "\(turn.count) turn entries; all must be of one length")
        }
        self.ids = ids
        self.logprobs = logprobs
        self.modelLogprobs = modelLogprobs == logprobs ? [] : modelLogprobs
        self.mask = mask
        self.turn = turn
    }

    /// The number of tokens.
    public var count: Int { ids.count }

    /// Where the sequences lie, in order; together they are the whole trace. Another one begins where a prompt stands behind a turn.
    public var sequences: [Range<Int>] {
        let starts = turn.indices.filter { $0 == 0 || (turn[$0] == -1 && turn[$0 - 1] >= 0) }
        return zip(starts, starts.dropFirst() + [count]).map { $0..<$1 }
    }

    /// The last of the sequences: what the simulator read and wrote most recently.
    public var newestSequence: Range<Int> {
        let prompt = turn.lastIndex(of: -1) ?? 0
        let start = turn[..<prompt].lastIndex { $0 >= 0 }.map { $0 + 1 } ?? 0
        return start..<count
    }

    /// Takes back the newest sequence. Does nothing where a token of it was sampled, for those are kept.
    public mutating func removeUnusedSequence() {
        let unused = newestSequence
        guard !mask[unused].contains(true) else { return }
        ids.removeSubrange(unused)
        logprobs.removeSubrange(unused)
        mask.removeSubrange(unused)
        turn.removeSubrange(unused)
    }

    /// Appends tokens that were given to the simulator.
    public mutating func appendGiven(_ tokens: [Int32], turn: Int) {
        ids += tokens
        logprobs += [Float](repeating: 0, count: tokens.count)
        if !modelLogprobs.isEmpty { modelLogprobs += [Float](repeating: 0, count: tokens.count) }
        mask += [Bool](repeating: false, count: tokens.count)
        self.turn += [Int32](repeating: Int32(turn), count: tokens.count)
    }

    /// Appends tokens that the simulator sampled.
    /// - Parameter modelLogprobs: empty where they are `logprobs`.
    /// - Throws: when the arrays differ in length; nothing is repaired.
    public mutating func appendSampled(_ tokens: [Int32], logprobs: [Float], modelLogprobs: [Float] = [], turn: Int) throws {
        let model = modelLogprobs.isEmpty ? logprobs : modelLogprobs
        for count in [logprobs.count, model.count] where count != tokens.count {
            throw HoldfastError(
                .server, "the server returned \(tokens.count) tokens but \(count) log-probabilities; both must be of one length")
        }
        if self.modelLogprobs.isEmpty, model != logprobs { self.modelLogprobs = self.logprobs }
        if !self.modelLogprobs.isEmpty || model != logprobs { self.modelLogprobs += model }
        ids += tokens
        self.logprobs += logprobs
        mask += [Bool](repeating: true, count: tokens.count)
        self.turn += [Int32](repeating: Int32(turn), count: tokens.count)
    }
}

extension TokenTrace {
    private enum CodingKeys: String, CodingKey { case ids, logprobs, modelLogprobs, mask, turn }

    /// Reads a trace; one that was written before `modelLogprobs` came has none.
    /// - Throws: `.format` when the arrays differ in length, and what the decoder throws.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            ids: fields.decode([Int32].self, forKey: .ids), logprobs: fields.decode([Float].self, forKey: .logprobs),
            modelLogprobs: fields.decodeIfPresent([Float].self, forKey: .modelLogprobs) ?? [],
            mask: fields.decode([Bool].self, forKey: .mask), turn: fields.decode([Int32].self, forKey: .turn))
    }

    /// Writes a trace; `modelLogprobs` only where there are any.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(ids, forKey: .ids)
        try fields.encode(logprobs, forKey: .logprobs)
        if !modelLogprobs.isEmpty { try fields.encode(modelLogprobs, forKey: .modelLogprobs) }
        try fields.encode(mask, forKey: .mask)
        try fields.encode(turn, forKey: .turn)
    }
}
