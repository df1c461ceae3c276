// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What has to be known of all tokens before the first episode can be written as arrays of one width.
struct TokenSurvey: Sendable, Hashable {
    /// Tokens of the longest line of the user, its ending token counted.
    private(set) var longestLine = 1
    /// The greatest token.
    private(set) var greatest: Int32 = 0

    /// Reads the token and turn columns of shards and nothing else.
    init(_ shards: [String]) throws {
        for shard in shards {
            let (tokens, turns) = try ShardReader(shard).tokenColumns()
            greatest = max(greatest, tokens.id.max() ?? 0)
            for row in turns.seat.indices where turns.seat[row] == .user {
                longestLine = max(longestLine, turns.tokenEnd[row] - turns.tokenStart[row])
            }
        }
    }
}

/// Tokens as numbers from 0 to 1, as robomimic wants actions: (token + 1) / scale, and 0 where there is no token.
///
/// The scale is a power of two, so that single precision holds every token below 16,777,215 exactly: token = value · scale - 1.
struct TokenScale: Sendable, Hashable {
    /// The smallest power of two that is greater than any token.
    let scale: Int

    init(greatest: Int32) {
        var scale = 2
        while scale < Int(greatest) + 1 { scale *= 2 }
        self.scale = scale
    }

    func value(of token: Int32) -> Float { Float(Int(token) + 1) / Float(scale) }

    /// Tokens padded to a width with zeros, behind them or in front.
    func values(of tokens: some Collection<Int32>, width: Int, isPaddedInFront: Bool = false) -> [Float] {
        let values = tokens.map(value)
        let padding = [Float](repeating: 0, count: width - values.count)
        return isPaddedInFront ? padding + values : values + padding
    }
}
