// SPDX-License-Identifier: Apache-2.0

/// Finds the known name that a wrong one was probably meant to be.
public enum NearestName {
    /// The known name with the fewest edits, or nil where none is close (more than half of its letters differ).
    public static func suggestion(for name: String, among known: [String]) -> String? {
        let ranked = known.map { ($0, distance(name, $0)) }.min { ($0.1, $0.0) < ($1.1, $1.0) }
        guard let (best, edits) = ranked, edits * 2 <= max(best.count, name.count) else { return nil }
        return best
    }

    /// One line that refuses a name.
    static func refusal(of name: String, what: String, among known: [String]) -> String {
        let hint = suggestion(for: name, among: known).map { "; did you mean \($0)?" } ?? ";"
        return "unknown \(what) \"\(name)\"\(hint) known are \(known.joined(separator: ", "))"
    }

    /// Levenshtein distance over characters.
    public static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left)
        let right = Array(right)
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let substituted = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, min(row[j], row[j + 1]) + 1)
            }
        }
        return row[right.count]
    }
}
