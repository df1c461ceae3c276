// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension ByteLevelBPETokenizer {
    /// Learns a vocabulary from texts. Equal texts in any order give an equal tokenizer.
    ///
    /// Ids: the special tokens in their order, the 256 bytes in theirs, then one per merge. Learning ends early when no pair of
    /// tokens occurs twice, so the vocabulary may come out smaller than asked for.
    /// - Parameters:
    ///   - texts: read once.
    ///   - vocabularySize: at least 256 more than there are special tokens.
    ///   - specialTokens: distinct spellings, each not empty.
    ///   - splitsDigits: whether each digit is a token of its own, which makes copying a number easy for a small model.
    /// - Throws: `configuration` where the parameters contradict each other.
    public static func train(
        texts: some Sequence<String>, vocabularySize: Int, specialTokens: [String] = DialogueTemplate.specialTokens,
        splitsDigits: Bool = true
    ) throws -> ByteLevelBPETokenizer {
        guard Set(specialTokens).count == specialTokens.count, !specialTokens.contains("") else {
            throw HoldfastError(.configuration, "the special tokens \(specialTokens) must be distinct and not empty")
        }
        let least = specialTokens.count + 256
        guard vocabularySize >= least, vocabularySize < Int(Int32.max) else {
            throw HoldfastError(
                .configuration,
                "a vocabulary of \(vocabularySize) tokens cannot hold \(specialTokens.count) special tokens and 256 bytes; ask for at least \(least)")
        }
        let preTokenizer = ByteLevelPreTokenizer(addsPrefixSpace: false, splitsDigits: splitsDigits)
        var counts: [[UInt8]: Int] = [:]
        for var text in texts {
            text.withUTF8 { bytes in preTokenizer.forEachWord(in: bytes) { counts[Array($0), default: 0] += 1 } }
        }
        let special = specialTokens.map { Array($0.utf8) }
        let first = Int32(specialTokens.count)
        // Sorted, so that nothing depends on the order of a dictionary.
        let words = counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { word, count in
            BytePairTrainer.Word(symbols: word.map { first + Int32($0) }, count: count)
        }
        var trainer = BytePairTrainer(words: words, tokens: special + (0...255).map { [UInt8($0)] }, reserved: Set(special))
        var merges = MergeTable()
        while trainer.tokens.count < vocabularySize, let (pair, token) = trainer.learn() { merges.append(pair, makes: token) }
        return ByteLevelBPETokenizer(
            tokens: trainer.tokens, specialTokens: specialTokens.enumerated().map { SpecialToken(spelling: $0.element, id: Int32($0.offset)) },
            merges: merges, preTokenizer: preTokenizer)
    }
}
