// SPDX-License-Identifier: Apache-2.0

/// A byte-level BPE tokenizer: every text has an encoding, and decoding gives the text back.
///
/// It reads and writes the `tokenizer.json` of Hugging Face tokenizers and gives the same ids as that library does with
/// `add_special_tokens=False` and special tokens in the text left unrecognised. Post-processors are therefore not used, nor kept.
public struct ByteLevelBPETokenizer: Tokenizer {
    /// A token that ordinary text never becomes.
    struct SpecialToken: Sendable, Hashable {
        var spelling: String
        var id: Int32
    }

    /// Bytes of each id; nil where the file leaves an id out.
    let tokens: [[UInt8]?]
    /// In id order.
    let specialTokens: [SpecialToken]
    let merges: MergeTable
    let preTokenizer: PreTokenizer
    /// Whether a word that is a token is taken whole, without merging (`ignore_merges`).
    let takesWholeWords: Bool
    /// Id of each single byte; -1 where the vocabulary has none (such bytes are dropped, as the reference library does).
    private let byteTokens: [Int32]
    private let wholeWords: [[UInt8]: Int32]
    private let specialIDs: [String: Int32]
    private let isSpecial: Set<Int32>
    private let cache = WordCache()

    init(
        tokens: [[UInt8]?], specialTokens: [SpecialToken], merges: MergeTable, preTokenizer: PreTokenizer, takesWholeWords: Bool = false
    ) {
        self.tokens = tokens
        self.specialTokens = specialTokens.sorted { $0.id < $1.id }
        self.merges = merges
        self.preTokenizer = preTokenizer
        self.takesWholeWords = takesWholeWords
        let isSpecial = Set(specialTokens.map(\.id))
        var byteTokens = [Int32](repeating: -1, count: 256)
        var wholeWords: [[UInt8]: Int32] = [:]
        for (id, bytes) in tokens.enumerated() {
            guard let bytes, !isSpecial.contains(Int32(id)) else { continue }
            if bytes.count == 1 { byteTokens[Int(bytes[0])] = Int32(id) }
            if takesWholeWords { wholeWords[bytes] = Int32(id) }
        }
        self.byteTokens = byteTokens
        self.wholeWords = wholeWords
        self.isSpecial = isSpecial
        self.specialIDs = Dictionary(specialTokens.map { ($0.spelling, $0.id) }) { first, _ in first }
    }

    /// One more than the highest id.
    public var vocabularySize: Int { tokens.count }

    /// The id of a special token, or nil where there is none of this spelling.
    public func specialToken(_ spelling: String) -> Int32? { specialIDs[spelling] }

    /// The ids of a text; special tokens in it are read as plain text.
    public func encode(_ text: String) -> [Int32] {
        var ids: [Int32] = []
        preTokenizer.forEachWord(in: text) { word in
            ids += cache.tokens(of: Array(word), tokens(ofWord:))
        }
        return ids
    }

    private func tokens(ofWord word: [UInt8]) -> [Int32] {
        if let whole = wholeWords[word] { return [whole] }
        return merges.apply(to: word.map { byteTokens[Int($0)] }.filter { $0 >= 0 })
    }

    /// Text of ids. Bytes that are no UTF-8, such as the first half of a cut character, become U+FFFD; ids outside the vocabulary
    /// are left out.
    public func decode(_ ids: [Int32], includingSpecial: Bool) -> String {
        var bytes: [UInt8] = []
        for id in ids where tokens.indices.contains(Int(id)) {
            if !includingSpecial, isSpecial.contains(id) { continue }
            bytes += tokens[Int(id)] ?? []
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes an id adds to a text; none for a special token and for an id outside the vocabulary.
    public func bytes(of id: Int32) -> [UInt8] {
        guard tokens.indices.contains(Int(id)), !isSpecial.contains(id) else { return [] }
        return tokens[Int(id)] ?? []
    }
}
