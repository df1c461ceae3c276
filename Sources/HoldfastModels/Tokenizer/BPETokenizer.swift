// SPDX-License-Identifier: Apache-2.0

/// A tokenizer read from the `tokenizer.json` of a published model: byte-level BPE (GPT-2, Llama 3, Qwen 2 and 3) or BPE over
/// characters with byte fallback (Llama 2, Mistral).
///
/// It gives the ids and texts that the `tokenizers` package gives. A part of a dialogue is encoded by `encode(_:)`, which adds
/// nothing and finds no special tokens; a whole sequence by `encodeSequence(_:addingSpecialTokens:)`, which does all that the file says.
public struct BPETokenizer: Tokenizer {
    /// How a text is cut into words.
    enum PreTokenizer: Sendable, Hashable {
        case byteLevel(ByteLevelPreTokenizer)
        case metaspace(Metaspace)
        /// A whole piece is one word.
        case none
    }

    /// What a `tokenizer.json` says.
    struct Parts: Sendable {
        /// The spelling of each id in the file; nil where it leaves an id out.
        var spellings: [[UInt8]?]
        var addedTokens: [AddedToken] = []
        var normalizer: Normalizer?
        var preTokenizer: PreTokenizer
        var model: BytePairModel
        var decoding: TokenDecoding
        var template = SequenceTemplate()
        var truncation: Truncation?
        var padding: Padding?
    }

    let parts: Parts
    /// How long `encodeSequence` lets a sequence become; as the file says, until it is set. Nil for any length.
    public var truncation: Truncation?
    let spellings: [[UInt8]?]
    let pieces: [TokenDecoding.Piece?]
    private let specialIDs: [[UInt8]: Int32]
    private let isSpecial: [Bool]
    /// Tokens looked for before and after normalization.
    private let plainTokens: AddedTokenMatcher
    private let normalizedTokens: AddedTokenMatcher
    /// Where words may be cut that the file does not cut.
    private let cutting: Metaspace.Cutting
    private let caches = WordCaches()

    init(_ parts: Parts) {
        self.parts = parts
        truncation = parts.truncation
        func normalized(_ token: AddedToken) -> [UInt8] {
            token.content.withUnsafeBufferPointer { parts.normalizer?.normalized($0) } ?? token.content
        }
        // A token that is looked for in normalized text is spelled in that form when decoding, as the package does.
        var spellings = parts.spellings
        for token in parts.addedTokens where token.isNormalized { spellings[Int(token.id)] = normalized(token) }
        self.spellings = spellings
        pieces = spellings.map { $0.map(parts.decoding.piece(of:)) }
        let special = parts.addedTokens.filter(\.isSpecial)
        specialIDs = Dictionary(special.map { ($0.content, $0.id) }) { first, _ in first }
        var isSpecial = [Bool](repeating: false, count: parts.spellings.count)
        for token in special { isSpecial[Int(token.id)] = true }
        self.isSpecial = isSpecial
        plainTokens = AddedTokenMatcher(parts.addedTokens.filter { !$0.isNormalized }, pattern: \.content)
        normalizedTokens = AddedTokenMatcher(parts.addedTokens.filter(\.isNormalized), pattern: normalized)
        cutting =
            switch parts.preTokenizer {
            case .metaspace(let metaspace) where metaspace.splits: .everyMark
            default: Self.mayCutAtMarks(parts) ? .everyRun : .nowhere
            }
    }

    /// Whether no merge joins a mark to what stands before it: a word cut there has the same tokens, and is found in the cache.
    private static func mayCutAtMarks(_ parts: Parts) -> Bool {
        let mark = Metaspace.usualMark
        guard parts.spellings.contains(mark) else { return false }
        return parts.model.merges.ordered.allSatisfy { _, made in
            guard let spelling = parts.spellings[Int(made)] else { return false }
            var isCut = false
            spelling.withUnsafeBufferPointer { bytes in
                Metaspace.forEachWord(in: bytes, mark: mark, cutting: .everyRun) { isCut = isCut || $0.count < bytes.count }
            }
            return !isCut
        }
    }

    /// One more than the highest id.
    public var vocabularySize: Int { parts.spellings.count }

    /// The id of a special token, or nil where there is none of this spelling.
    public func specialToken(_ spelling: String) -> Int32? { specialIDs[Array(spelling.utf8)] }

    func isSpecial(_ id: Int32) -> Bool { isSpecial.indices.contains(Int(id)) && isSpecial[Int(id)] }

    /// The ids of a part of a sequence. Special tokens spelled in it are read as plain text; other added tokens are found.
    public func encode(_ text: String) -> [Int32] { encode(text, recognisingSpecialTokens: false) }

    /// The ids of a part of a sequence.
    /// - Parameters:
    ///   - text: any text; none is too long.
    ///   - recognisingSpecialTokens: whether special tokens spelled in the text become their ids. Never for text from outside.
    public func encode(_ text: String, recognisingSpecialTokens: Bool) -> [Int32] {
        encode(text, isStart: true, recognisesSpecial: recognisingSpecialTokens)
    }

    /// The ids of a part that stands behind other tokens: without the prefix space of a sequence's start (`prepend_scheme` `first`).
    public func encodeContinuation(_ text: String) -> [Int32] { encode(text, isStart: false, recognisesSpecial: false) }

    private func encode(_ text: String, isStart: Bool, recognisesSpecial: Bool) -> [Int32] {
        var text = text
        return text.withUTF8 { bytes in
            caches.withCache { cache in
                var ids: [Int32] = []
                ids.reserveCapacity(bytes.count / 3)
                append(tokensOf: bytes, isStart: isStart, recognisesSpecial: recognisesSpecial, to: &ids, &cache)
                return ids
            }
        }
    }

    /// The ids of a whole text: special tokens found, then what the file says about truncation, surrounding tokens and padding.
    /// - Parameters:
    ///   - text: any text.
    ///   - addingSpecialTokens: whether the tokens of the file's template, such as `<s>`, are put around it.
    public func encodeSequence(_ text: String, addingSpecialTokens: Bool = true) -> [Int32] {
        let template = addingSpecialTokens ? parts.template : SequenceTemplate()
        var ids = encode(text, recognisingSpecialTokens: true)
        truncation?.apply(to: &ids, reserving: template.before.count + template.after.count)
        ids = template.before + ids + template.after
        parts.padding?.apply(to: &ids)
        return ids
    }

    /// The ids of bytes that may not be UTF-8, such as a file's. Each byte that is part of no scalar becomes the token of that byte, or
    /// the unknown token, or is dropped where the vocabulary has neither.
    public func encode(bytes: [UInt8]) -> [Int32] {
        bytes.withUnsafeBufferPointer { bytes in
            caches.withCache { cache in
                var ids: [Int32] = []
                UTF8Validity.split(bytes) { range, isValid in
                    if isValid {
                        append(
                            tokensOf: UnsafeBufferPointer(rebasing: bytes[range]), isStart: range.lowerBound == 0, recognisesSpecial: false,
                            to: &ids, &cache)
                    } else {
                        ids += bytes[range].compactMap(parts.model.token(ofStrayByte:))
                    }
                }
                return ids
            }
        }
    }

    private func append(
        tokensOf bytes: UnsafeBufferPointer<UInt8>, isStart: Bool, recognisesSpecial: Bool, to ids: inout [Int32], _ cache: inout WordCache
    ) {
        plainTokens.split(bytes, recognisesSpecial: recognisesSpecial) { range in
            let piece = UnsafeBufferPointer(rebasing: bytes[range])
            let starts = isStart && range.lowerBound == 0
            guard let changed = parts.normalizer?.normalized(piece) else {
                return append(tokensOfNormalized: piece, isStart: starts, recognisesSpecial: recognisesSpecial, to: &ids, &cache)
            }
            changed.withUnsafeBufferPointer {
                append(tokensOfNormalized: $0, isStart: starts, recognisesSpecial: recognisesSpecial, to: &ids, &cache)
            }
        } token: {
            ids.append($0)
        }
    }

    private func append(
        tokensOfNormalized bytes: UnsafeBufferPointer<UInt8>, isStart: Bool, recognisesSpecial: Bool, to ids: inout [Int32],
        _ cache: inout WordCache
    ) {
        normalizedTokens.split(bytes, recognisesSpecial: recognisesSpecial) { range in
            let piece = UnsafeBufferPointer(rebasing: bytes[range])
            switch parts.preTokenizer {
            case .byteLevel(let preTokenizer):
                preTokenizer.forEachWord(in: piece) { cache.append(tokensOf: $0, to: &ids, by: parts.model) }
            case .metaspace(let metaspace):
                metaspace.marked(piece, isFirst: isStart && range.lowerBound == 0).withUnsafeBufferPointer { marked in
                    Metaspace.forEachWord(in: marked, mark: metaspace.mark, cutting: cutting) {
                        cache.append(tokensOf: $0, to: &ids, by: parts.model)
                    }
                }
            case .none:
                Metaspace.forEachWord(in: piece, mark: Metaspace.usualMark, cutting: cutting) {
                    cache.append(tokensOf: $0, to: &ids, by: parts.model)
                }
            }
        } token: {
            ids.append($0)
        }
    }
}
