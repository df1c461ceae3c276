// SPDX-License-Identifier: Apache-2.0

/// A small curve in one line of text.
package enum Sparkline {
    private static let levels: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// The last `width` values between 0 and the largest of them; an absent value is a gap.
    package static func draw(_ values: [Double?], width: Int) -> String {
        let shown = values.suffix(max(0, width))
        return draw(shown, low: 0, high: shown.compactMap(\.self).max() ?? 0)
    }

    /// Values between two ends, beyond which they are the end; an absent value is a gap. Where the ends meet, everything is low.
    static func draw(_ values: some Sequence<Double?>, low: Double, high: Double) -> String {
        String(
            values.map { value in
                guard let value, value.isFinite else { return " " }
                guard high > low else { return levels[0] }
                return levels[min(levels.count - 1, max(0, Int((value - low) / (high - low) * Double(levels.count - 1) + 0.5)))]
            })
    }
}
