// SPDX-License-Identifier: Apache-2.0

/// The tokenizer of simulators trained here: byte-level BPE with GPT-2's pattern. Every text has an encoding, and decoding gives it back.
///
/// It learns from texts, and reads and writes the `tokenizer.json` of Hugging Face tokenizers. It gives the same ids as that library does
/// with `add_special_tokens=False` and special tokens in the text left unrecognised. Post-processors are therefore not used, nor kept.
/// Tokenizers of published models are read by `BPETokenizer`, which does the work here too.
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
    let preTokenizer: ByteLevelPreTokenizer
    /// Whether a word that is a token is taken whole, without merging (`ignore_merges`).
    let takesWholeWords: Bool
    private let tokenizer: BPETokenizer

    init(
        tokens: [[UInt8]?], specialTokens: [SpecialToken], merges: MergeTable, preTokenizer: ByteLevelPreTokenizer, takesWholeWords: Bool = false
    ) {
        self.tokens = tokens
        self.specialTokens = specialTokens.sorted { $0.id < $1.id }
        self.merges = merges
        self.preTokenizer = preTokenizer
        self.takesWholeWords = takesWholeWords
        let isSpecial = Set(specialTokens.map(\.id))
        // Bytes that the vocabulary lacks are dropped, as the reference library does.
        var byteTokens = [Int32](repeating: -1, count: 256)
        var wholeWords: [[UInt8]: Int32] = [:]
        var spellings: [[UInt8]?] = []
        for (id, bytes) in tokens.enumerated() {
            guard let bytes, !isSpecial.contains(Int32(id)) else {
                spellings.append(bytes)
                continue
            }
            spellings.append(Array(ByteAlphabet.spelling(of: bytes).utf8))
            if bytes.count == 1 { byteTokens[Int(bytes[0])] = Int32(id) }
            if takesWholeWords { wholeWords[bytes] = Int32(id) }
        }
        tokenizer = BPETokenizer(
            BPETokenizer.Parts(
                spellings: spellings,
                addedTokens: specialTokens.map { AddedToken(content: Array($0.spelling.utf8), id: $0.id, isSpecial: true) },
                preTokenizer: .byteLevel(preTokenizer),
                model: BytePairModel(alphabet: .bytes(byteTokens), merges: merges, wholeWords: wholeWords), decoding: .byteLevel))
    }

    /// One more than the highest id.
    public var vocabularySize: Int { tokens.count }

    /// The id of a special token, or nil where there is none of this spelling.
    public func specialToken(_ spelling: String) -> Int32? { tokenizer.specialToken(spelling) }

    /// The ids of a text; special tokens in it are read as plain text.
    public func encode(_ text: String) -> [Int32] { tokenizer.encode(text) }

    /// Text of ids. Bytes that are no UTF-8, such as the first half of a cut character, become U+FFFD; ids outside the vocabulary
    /// are left out.
    public func decode(_ ids: [Int32], includingSpecial: Bool) -> String { tokenizer.decode(ids, includingSpecial: includingSpecial) }

    /// A decoder that is given ids one at a time.
    /// - Parameter includingSpecial: whether special tokens are spelled out or left out.
    public func streamingDecoder(includingSpecial: Bool = false) -> StreamingDecoder {
        tokenizer.streamingDecoder(includingSpecial: includingSpecial)
    }

    /// The bytes an id adds to a text; none for a special token and for an id outside the vocabulary.
    public func bytes(of id: Int32) -> [UInt8] { tokenizer.bytes(of: id) }
}
