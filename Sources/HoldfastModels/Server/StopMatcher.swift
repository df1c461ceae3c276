// SPDX-License-Identifier: Apache-2.0

/// Finds the first of several texts in bytes that come bit by bit: a pure value, whose result does not depend on where the bits are cut.
///
/// The first is the one that ends first; of those that end at the same byte, the one that begins first. What stands before it holds none
/// of them. Each text is looked for by the algorithm of Knuth, Morris and Pratt, so that a byte costs constant time and no memory.
public struct StopMatcher: Sendable, Hashable {
    /// Where the first of the texts stands.
    public struct Match: Sendable, Hashable {
        /// Which of the texts, by its place among those that were given.
        public var index: Int
        /// Bytes before it.
        public var kept: Int

        /// A place of one of the texts.
        public init(index: Int, kept: Int) {
            self.index = index
            self.kept = kept
        }
    }

    private struct Pattern: Hashable {
        var bytes: [UInt8]
        /// Entry `n`: of the first `n + 1` bytes, how many at their end are also their beginning.
        var borders: [Int]
        /// How many of its bytes stand at the end of what was seen.
        var matched = 0

        init(_ text: String) {
            bytes = Array(text.utf8)
            borders = [Int](repeating: 0, count: bytes.count)
            var length = 0
            for place in bytes.indices.dropFirst() {
                while length > 0, bytes[place] != bytes[length] { length = borders[length - 1] }
                if bytes[place] == bytes[length] { length += 1 }
                borders[place] = length
            }
        }

        mutating func advance(_ byte: UInt8) -> Bool {
            while matched > 0, bytes[matched] != byte { matched = borders[matched - 1] }
            if bytes[matched] == byte { matched += 1 }
            return matched == bytes.count
        }
    }

    private var patterns: [Pattern]
    /// Bytes taken so far, up to the end of the match where there is one.
    public private(set) var count = 0
    /// The first of the texts, once it was seen whole.
    public private(set) var match: Match?

    /// A matcher at the start of a text. Empty texts are left out.
    public init(_ texts: [String]) { patterns = texts.map(Pattern.init) }

    /// Takes what comes next. After a match nothing changes any more.
    /// - Returns: the match, once there is one.
    @discardableResult
    public mutating func append(_ bytes: ArraySlice<UInt8>) -> Match? {
        for byte in bytes where match == nil {
            count += 1
            for index in patterns.indices where !patterns[index].bytes.isEmpty && patterns[index].advance(byte) {
                let kept = count - patterns[index].bytes.count
                if match.map({ kept < $0.kept }) ?? true { match = Match(index: index, kept: kept) }
            }
        }
        return match
    }

    /// How many bytes of the text no stop can take back, whatever comes: what may be shown while more is sampled.
    public var certain: Int { match?.kept ?? (count - (patterns.lazy.map(\.matched).max() ?? 0)) }
}
