// SPDX-License-Identifier: Apache-2.0

/// A small curve in one line of text.
enum Sparkline {
    private static let levels: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// The last `width` values between 0 and the largest of them; an absent value is a gap.
    static func draw(_ values: [Double?], width: Int) -> String {
        let shown = values.suffix(max(0, width))
        let top = shown.compactMap(\.self).max() ?? 0
        return String(
            shown.map { value in
                guard let value, value.isFinite else { return " " }
                guard top > 0 else { return levels[0] }
                return levels[min(levels.count - 1, max(0, Int(value / top * Double(levels.count - 1) + 0.5)))]
            })
    }
}
