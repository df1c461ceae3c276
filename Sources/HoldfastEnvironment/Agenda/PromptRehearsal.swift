// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// A user that says over to itself what it was told, sentence by sentence in a random order, before any dialogue begins.
///
/// A small network must first learn that its prompt is worth reading: nearly every token of a rehearsal can be copied from there, while in
/// a dialogue few can. No agent speaks, so what is learned is never triggered by one.
public enum PromptRehearsal {
    /// The one line of a rehearsal, which does not end a conversation.
    public static func turns(of prompt: String, from stream: inout RandomStream) -> [Turn] {
        var sentences = prompt.split(separator: ".", omittingEmptySubsequences: true).reduce(into: [String]()) { found, part in
            // A dot inside an address ends no sentence: the next part then begins without a space.
            if part.first == " " || found.isEmpty { found.append(String(part.drop { $0 == " " })) } else { found[found.count - 1] += "." + part }
        }
        for index in sentences.indices.dropFirst().reversed() {
            sentences.swapAt(index, Int(stream.next() % UInt64(index + 1)))
        }
        return [Turn(index: 0, seat: .user, text: sentences.joined(separator: ". ") + ".", finish: .endOfTurn)]
    }
}
