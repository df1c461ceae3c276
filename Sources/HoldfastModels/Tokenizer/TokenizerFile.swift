// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// The content of a Hugging Face `tokenizer.json`, its parts not yet interpreted.
struct TokenizerFile {
    var path: String
    var addedTokens: [AddedToken] = []
    var vocabulary: [[UInt8]: Int32] = [:]
    var merges: [(left: [UInt8], right: [UInt8])] = []
    /// The options of the model, the vocabulary and merges among them.
    var model: JSONTree
    /// The other parts by name; absent where the file says null.
    private var tree: JSONTree

    subscript(part: String) -> JSONTree? { tree[part] }

    /// - Throws: `file` where it cannot be read; `format` where it is cut off or damaged; `model` where its model is not BPE.
    init(path: String) throws {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw HoldfastError(.file, "cannot read the tokenizer \(path); give the path of an existing tokenizer.json", cause: SystemCause(error))
        }
        self.path = path
        do {
            tree = try JSONParser.parse(Array(data))
        } catch {
            throw HoldfastError(.format, "\(path) is no complete tokenizer.json (\(data.count) bytes); fetch or write it again", cause: error)
        }
        guard let model = tree["model"] else { throw Self.damaged("it has no model", in: path) }
        self.model = model
        // Absent in the oldest files, which are all BPE.
        let kind = model["type"]?.text ?? "BPE"
        guard kind == "BPE" else { throw unsupported("the model \(kind)") }
        try readVocabulary()
        try readMerges()
        try readAddedTokens()
    }

    private mutating func readVocabulary() throws {
        guard let members = model["vocab"]?.members else { throw damaged("its model has no vocabulary") }
        vocabulary.reserveCapacity(members.count)
        for (key, value) in members {
            let name = String(decoding: key, as: UTF8.self)
            guard let id = value.integer, (0..<1 << 24).contains(id) else { throw damaged("token \(name) has no id between 0 and 2^24") }
            guard vocabulary.updateValue(Int32(id), forKey: key) == nil else { throw damaged("it has the token \(name) twice") }
        }
    }

    /// A merge is `["a", "b"]`, or `"a b"` in files written before version 0.20 of the library.
    private mutating func readMerges() throws {
        guard let items = model["merges"]?.items else { throw damaged("its model has no merges") }
        merges.reserveCapacity(items.count)
        for item in items {
            let parts =
                item.bytes.map { $0.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map(Array.init) }
                ?? item.items?.compactMap(\.bytes) ?? []
            guard parts.count == 2 else { throw damaged("a merge must name two tokens, not \(parts.count)") }
            merges.append((parts[0], parts[1]))
        }
    }

    private mutating func readAddedTokens() throws {
        for item in tree["added_tokens"]?.items ?? [] {
            guard let content = item["content"]?.bytes, let id = item["id"]?.integer, (0..<1 << 24).contains(id) else {
                throw damaged("an added token has no content, or no id between 0 and 2^24")
            }
            let isSpecial = item["special"]?.flag ?? false
            let name = String(decoding: content, as: UTF8.self)
            guard !content.isEmpty else { throw damaged("the special token \(id) is empty") }
            guard addedTokens.allSatisfy({ $0.content != content || Int($0.id) == id }) else {
                throw damaged("two special tokens are called \(name)")
            }
            addedTokens.append(
                AddedToken(
                    content: content, id: Int32(id), isSpecial: isSpecial, isSingleWord: item["single_word"]?.flag ?? false,
                    stripsLeft: item["lstrip"]?.flag ?? false, stripsRight: item["rstrip"]?.flag ?? false,
                    isNormalized: item["normalized"]?.flag ?? !isSpecial))
        }
    }

    /// The spelling of each id, added tokens first; nil where the file leaves one out.
    func spellings() throws -> [[UInt8]?] {
        var spellings: [[UInt8]?] = []
        func place(_ spelling: [UInt8], at id: Int32) throws {
            if spellings.count <= Int(id) { spellings += [[UInt8]?](repeating: nil, count: Int(id) + 1 - spellings.count) }
            guard spellings[Int(id)] == nil || spellings[Int(id)] == spelling else {
                throw damaged("two tokens have the id \(id), \(String(decoding: spelling, as: UTF8.self)) is one of them")
            }
            spellings[Int(id)] = spelling
        }
        for token in addedTokens { try place(token.content, at: token.id) }
        for (spelling, id) in vocabulary { try place(spelling, at: id) }
        return spellings
    }

    /// The merges by id.
    func mergeTable() throws -> MergeTable {
        var table = MergeTable()
        for (left, right) in merges {
            guard let leftID = vocabulary[left], let rightID = vocabulary[right], let made = vocabulary[left + right] else {
                let names = [left, right].map { String(decoding: $0, as: UTF8.self) }
                throw damaged("the merge of \(names[0]) and \(names[1]) names a token that the vocabulary lacks")
            }
            table.append(TokenPair(left: leftID, right: rightID), makes: made)
        }
        return table
    }

    func unsupported(_ what: String) -> HoldfastError {
        HoldfastError(
            .model,
            "\(path) is a tokenizer with \(what), which is not supported; docs/tokenizers.md says which tokenizers are, use a model with one of them")
    }

    func damaged(_ what: String) -> HoldfastError { Self.damaged(what, in: path) }

    private static func damaged(_ what: String, in path: String) -> HoldfastError {
        HoldfastError(.format, "\(path) is damaged: \(what); fetch or write it again")
    }
}
