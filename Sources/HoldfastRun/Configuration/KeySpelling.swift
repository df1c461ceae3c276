// SPDX-License-Identifier: Apache-2.0

import HoldfastTraining

/// How a property's name is spelled in a configuration file, and which known key a misspelled one was meant to be.
enum KeySpelling {
    /// `learningRate` as `learning_rate`.
    static func snake(_ name: String) -> String {
        var result = ""
        for character in name {
            if character.isUppercase, !result.isEmpty { result += "_" }
            result += character.lowercased()
        }
        return result
    }

    /// `learning_rate` as `learningRate`.
    static func camel(_ name: String) -> String {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false)
        return parts.enumerated().map { $0.offset == 0 ? String($0.element) : $0.element.capitalizedFirst }.joined()
    }

    /// The candidate with the fewest edits, or nil where every one is too far to be a slip of the finger.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let ranked = candidates.map { (name: $0, distance: NearestName.distance(word.lowercased(), $0.lowercased())) }
        guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
        return best.distance <= max(2, word.count / 3) ? best.name : nil
    }
}

extension Substring {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
