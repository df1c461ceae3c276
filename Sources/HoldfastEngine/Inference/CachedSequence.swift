// SPDX-License-Identifier: Apache-2.0

/// A token sequence whose beginning has its keys and values computed.
///
/// Forks share pages; a page is copied when one of its holders is about to write into it.
final class CachedSequence {
    /// All tokens known so far.
    private(set) var tokens: [Int32]
    /// How many of them have keys and values.
    private(set) var computed = 0
    private var pages: [KeyValuePage] = []
    /// The page that was copied last, and how many of its tokens the copy began with: attention reads these where others read them too.
    private var copied: (page: KeyValuePage, index: Int, tokens: Int)?
    /// Memory of each page, for the attention kernel.
    private(set) var pointers: [UnsafePointer<Float>] = []
    private let pool: KeyValuePool

    /// An empty cache for `tokens`.
    init(_ tokens: [Int32], pool: KeyValuePool) {
        self.tokens = tokens
        self.pool = pool
    }

    /// `tokens`, of which the first `shared` have been computed by `other`.
    convenience init(_ tokens: [Int32], sharing shared: Int, of other: CachedSequence) {
        self.init(tokens, pool: other.pool)
        let count = (shared + KeyValuePage.tokens - 1) / KeyValuePage.tokens
        pages = Array(other.pages[..<count])
        pointers = Array(other.pointers[..<count])
        computed = shared
    }

    /// Appends a token that is not computed yet.
    func append(_ token: Int32) { tokens.append(token) }

    func reserveTokens(_ count: Int) { tokens.reserveCapacity(count) }

    /// Makes the pages for positions up to `count` exist and be this sequence's own where they will be written.
    func reserve(_ count: Int) {
        guard count > computed else { return }
        let first = computed / KeyValuePage.tokens
        if first < pages.count, !isKnownUniquelyReferenced(&pages[first]) {
            copied = (pages[first], first, computed % KeyValuePage.tokens)
            pages[first] = pages[first].copy()
            pointers[first] = UnsafePointer(pages[first].base)
        }
        while pages.count * KeyValuePage.tokens < count {
            let page = KeyValuePage(pool)
            pages.append(page)
            pointers.append(UnsafePointer(page.base))
        }
    }

    /// Where the keys and values of a position stand.
    func page(of position: Int) -> UnsafeMutablePointer<Float> { pages[position / KeyValuePage.tokens].base }

    /// Where the first tokens of a page stand that sequences with the same source have in common, and how many of them at most.
    func source(ofPage index: Int) -> (base: UnsafePointer<Float>, tokens: Int) {
        if let copied, copied.index == index { return (UnsafePointer(copied.page.base), copied.tokens) }
        return (pointers[index], KeyValuePage.tokens)
    }

    /// Gives up the memory that only `source` needs.
    func forgetSource() { copied = nil }

    /// Tells that positions up to `count` have been computed.
    func markComputed(_ count: Int) { computed = count }

    /// Length of the longest prefix of `other` that is computed here.
    func commonPrefix(with other: [Int32]) -> Int { tokens[..<computed].commonPrefix(with: other) }
}

extension Collection where Element == Int32, Index == Int {
    /// How many elements agree from the start.
    func commonPrefix(with other: some Collection<Int32>) -> Int { zip(self, other).prefix { $0 == $1 }.count }
}
