// SPDX-License-Identifier: Apache-2.0

/// A token with its log-probability.
public struct TokenLogprob: Sendable, Hashable {
    /// The token's id.
    public var token: Int32
    /// Natural logarithm of its probability.
    public var logprob: Float

    /// A token with its log-probability.
    public init(token: Int32, logprob: Float) {
        self.token = token
        self.logprob = logprob
    }
}

/// The likeliest tokens at each place of a completion, under the very distribution that its token was drawn from.
///
/// At each place they stand in falling order, equals by their id. Tokens that could not be drawn are not among them, so there may be fewer
/// than were asked for. The token that was drawn is among them where it is likely enough.
public struct TopLogprobs: Sendable, Hashable, RandomAccessCollection {
    private var entries: [TokenLogprob] = []
    /// Where the entries of each place end.
    private var ends: [Int] = []

    /// Of a completion without tokens.
    public init() {}

    /// - Parameter places: the likeliest tokens of each place, in falling order.
    public init(_ places: [[TokenLogprob]]) { for place in places { append(place) } }

    /// The first place.
    public var startIndex: Int { 0 }
    /// One more than the last place.
    public var endIndex: Int { ends.count }
    /// The likeliest tokens of a place.
    public subscript(_ place: Int) -> ArraySlice<TokenLogprob> { entries[(place == 0 ? 0 : ends[place - 1])..<ends[place]] }

    /// Adds a place.
    public mutating func append(_ place: [TokenLogprob]) {
        entries += place
        endPlace()
    }

    /// Adds the next likely token of a place that `endPlace` completes.
    package mutating func add(_ entry: TokenLogprob) { entries.append(entry) }
    package mutating func endPlace() { ends.append(entries.count) }

    /// Without the first places, or empty where there are not so many.
    package func dropping(_ places: Int) -> TopLogprobs {
        var rest = TopLogprobs()
        for place in indices.dropFirst(places) { rest.append(Array(self[place])) }
        return rest
    }

    /// Makes room for places of so many tokens each.
    public mutating func reserveCapacity(places: Int, tokens: Int) {
        ends.reserveCapacity(places)
        entries.reserveCapacity(places * tokens)
    }
}
