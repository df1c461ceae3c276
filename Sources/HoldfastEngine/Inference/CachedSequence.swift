// SPDX-License-Identifier: Apache-2.0

/// The tokens of a sequence, and where their keys and values stand.
final class CachedSequence {
    /// All tokens known so far.
    private(set) var tokens: [Int32]
    /// Memory of each page, for the attention kernel. Sequences that share a page have the same pointer.
    private(set) var pointers: [UnsafePointer<Float>] = []
    /// The page that one of this sequence's was copied from, and how many of its tokens the copy began with: attention reads these where others read
    /// them too.
    private var copied: (base: UnsafePointer<Float>, index: Int, tokens: Int)?

    /// `tokens`, for which there are no pages yet.
    init(_ tokens: [Int32]) { self.tokens = tokens }

    /// Appends a token that is not computed yet.
    func append(_ token: Int32) { tokens.append(token) }

    func reserveTokens(_ count: Int) {
        tokens.reserveCapacity(count)
        pointers.reserveCapacity(count / KeyValuePage.tokens + 1)
    }

    /// Gets one more page.
    func append(page: UnsafeMutablePointer<Float>) { pointers.append(UnsafePointer(page)) }

    /// Loses all pages and keeps the tokens.
    func removePages() {
        pointers.removeAll(keepingCapacity: true)
        copied = nil
    }

    /// Where the keys and values of a position stand.
    func page(of position: Int) -> UnsafeMutablePointer<Float> { UnsafeMutablePointer(mutating: pointers[position / KeyValuePage.tokens]) }

    /// Where the first tokens of a page stand that sequences with the same source have in common, and how many of them at most.
    func source(ofPage index: Int) -> (base: UnsafePointer<Float>, tokens: Int) {
        if let copied, copied.index == index { return (copied.base, copied.tokens) }
        return (pointers[index], KeyValuePage.tokens)
    }

    /// Tells what a page was copied from. The source has to stay as long as it is told of.
    func setSource(ofPage index: Int, base: UnsafeMutablePointer<Float>, tokens: Int) { copied = (UnsafePointer(base), index, tokens) }

    /// The source of the copied page may go.
    func forgetSource() { copied = nil }
}
