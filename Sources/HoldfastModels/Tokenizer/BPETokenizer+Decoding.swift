// SPDX-License-Identifier: Apache-2.0

extension BPETokenizer {
    /// Text of ids. Bytes that are no UTF-8, such as the first half of a cut character, become U+FFFD; ids outside the vocabulary
    /// are left out.
    public func decode(_ ids: [Int32], includingSpecial: Bool) -> String {
        guard case .marked = parts.decoding else {
            var bytes: [UInt8] = []
            for id in ids where includingSpecial || !isSpecial(id) { bytes += piece(of: id)?.bytes ?? [] }
            return String(decoding: bytes, as: UTF8.self)
        }
        var decoder = StreamingDecoder(self, includingSpecial: includingSpecial, holdsRuns: true)
        var text = ""
        for id in ids { text += decoder.append(id) }
        return text + decoder.finish()
    }

    /// A decoder that is given ids one at a time.
    /// - Parameter includingSpecial: whether special tokens are spelled out or left out.
    public func streamingDecoder(includingSpecial: Bool = false) -> StreamingDecoder {
        StreamingDecoder(self, includingSpecial: includingSpecial, holdsRuns: false)
    }

    /// The bytes an id adds to a text; none for a special token and for an id outside the vocabulary.
    public func bytes(of id: Int32) -> [UInt8] { isSpecial(id) ? [] : piece(of: id)?.bytes ?? [] }

    func piece(of id: Int32) -> TokenDecoding.Piece? { pieces.indices.contains(Int(id)) ? pieces[Int(id)] : nil }

    func firstPiece(of id: Int32) -> TokenDecoding.Piece? {
        guard spellings.indices.contains(Int(id)) else { return nil }
        return spellings[Int(id)].map(parts.decoding.firstPiece(of:))
    }
}

/// Turns token ids into text one at a time: what is not valid UTF-8 yet is held back until it is, or until it cannot become so.
///
/// What it gives out, put together, is what `decode` gives, with one exception. Where byte fallback spells a run of bytes that is not
/// valid as a whole, the package makes every byte of it U+FFFD; a stream has by then given out the valid scalars at its start.
public struct StreamingDecoder: Sendable {
    private let tokenizer: BPETokenizer
    private let includesSpecial: Bool
    private var assembly: TextAssembly
    private var isFirst = true

    init(_ tokenizer: BPETokenizer, includingSpecial: Bool, holdsRuns: Bool) {
        self.tokenizer = tokenizer
        includesSpecial = includingSpecial
        assembly = TextAssembly(tokenizer.parts.decoding, holdsRuns: holdsRuns)
    }

    /// Takes the next id.
    /// - Returns: the text that has become certain; empty where there is none, and for ids outside the vocabulary.
    public mutating func append(_ id: Int32) -> String {
        guard includesSpecial || !tokenizer.isSpecial(id), let piece = isFirst ? tokenizer.firstPiece(of: id) : tokenizer.piece(of: id)
        else { return "" }
        isFirst = false
        return assembly.append(piece)
    }

    /// Ends the text.
    /// - Returns: what was held back, with U+FFFD for what is no UTF-8.
    public mutating func finish() -> String { assembly.finish() }
}
