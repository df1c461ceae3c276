// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Numbers as thresholds and verdicts are written.
enum NumberText {
    /// Six significant digits without needless zeros.
    static func short(_ number: Double) -> String { String(format: "%.6g", number) }
}

/// The row that a mistaken name was probably meant to be.
enum NearestRow {
    /// The name that shares most pairs of neighbouring letters, or nil where none shares half of them (Dice's coefficient).
    static func name(to wanted: String, among names: [String]) -> String? {
        let pairs = Self.pairs(wanted)
        let ranked = names.map { name -> (name: String, share: Double) in
            let other = Self.pairs(name)
            let total = pairs.count + other.count
            return (name, total == 0 ? 0 : 2 * Double(pairs.intersection(other).count) / Double(total))
        }
        guard let best = ranked.max(by: { ($0.share, $1.name) < ($1.share, $0.name) }), best.share >= 0.5 else { return nil }
        return best.name
    }

    private static func pairs(_ text: String) -> Set<String> {
        let letters = Array(text.lowercased())
        return Set(zip(letters, letters.dropFirst()).map { "\($0)\($1)" })
    }
}
