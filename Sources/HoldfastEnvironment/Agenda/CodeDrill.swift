// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// A list of random codes that the user repeats in another order: practice in copying what means nothing.
///
/// Names and places can be looked up by what kind of word they are; the digits of a code only by what stands before them. In
/// dialogues few tokens depend on that, in drills nearly all do.
public enum CodeDrill {
    /// The prompt and the one line of a drill of eight to sixteen codes.
    public static func make(from stream: inout RandomStream) -> (prompt: String, turns: [Turn]) {
        let codes = (0..<(8 + Int(stream.next() % 9))).map { _ in code(from: &stream) }
        var again = codes
        for index in again.indices.dropFirst().reversed() {
            again.swapAt(index, Int(stream.next() % UInt64(index + 1)))
        }
        let turn = Turn(index: 0, seat: .user, text: again.joined(separator: " "), finish: .endOfTurn)
        return (codes.joined(separator: " "), [turn])
    }

    private static func code(from stream: inout RandomStream) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        let length = 2 + Int(stream.next() % 5)
        let digits = (0..<length).map { _ in String(stream.next() % 10) }.joined()
        return stream.chance(0.7) ? String(letters[Int(stream.next() % 26)]) + digits : digits
    }
}
