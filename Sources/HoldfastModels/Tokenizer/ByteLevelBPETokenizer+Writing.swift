// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

extension ByteLevelBPETokenizer {
    /// Writes a `tokenizer.json`, beside and then renamed: a reader sees the old file or the whole new one.
    /// - Throws: `capacity` when the disk is full, `file` where it cannot be written for another reason.
    public func write(to file: String) throws {
        try AtomicFile.write(Data(json.utf8), to: file)
    }

    /// The file's content. Written by hand to keep ids in order, so that equal tokenizers give equal bytes.
    var json: String {
        let added = specialTokens.map { token in
            """
                {"id": \(token.id), "content": \(token.spelling.quotedInJSON), "single_word": false, "lstrip": false, "rstrip": false, \
            "normalized": false, "special": true}
            """
        }
        let vocabulary = tokens.indices.compactMap { id in spelling(of: Int32(id)).map { "      \($0.quotedInJSON): \(id)" } }
        let pairs = merges.ordered.compactMap { merge -> String? in
            guard let left = spelling(of: merge.pair.left), let right = spelling(of: merge.pair.right) else { return nil }
            return "      [\(left.quotedInJSON), \(right.quotedInJSON)]"
        }
        let byteLevel =
            "{\"type\": \"ByteLevel\", \"add_prefix_space\": \(preTokenizer.addsPrefixSpace), \"trim_offsets\": true, \"use_regex\": true}"
        let digits = "{\"type\": \"Digits\", \"individual_digits\": true}"
        let cutting = preTokenizer.splitsDigits ? "{\"type\": \"Sequence\", \"pretokenizers\": [\(digits), \(byteLevel)]}" : byteLevel
        return """
            {
              "version": "1.0",
              "truncation": null,
              "padding": null,
              "added_tokens": [\(Self.lines(added))],
              "normalizer": null,
              "pre_tokenizer": \(cutting),
              "post_processor": null,
              "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
              "model": {
                "type": "BPE",
                "dropout": null,
                "unk_token": null,
                "continuing_subword_prefix": null,
                "end_of_word_suffix": null,
                "fuse_unk": false,
                "byte_fallback": false,
                "ignore_merges": \(takesWholeWords),
                "vocab": {\(Self.lines(vocabulary))},
                "merges": [\(Self.lines(pairs))]
              }
            }

            """
    }

    private func spelling(of id: Int32) -> String? {
        if let special = specialTokens.first(where: { $0.id == id }) { return special.spelling }
        return tokens[Int(id)].map(ByteAlphabet.spelling(of:))
    }

    private static func lines(_ items: [String]) -> String {
        items.isEmpty ? "" : "\n" + items.joined(separator: ",\n") + "\n"
    }
}
