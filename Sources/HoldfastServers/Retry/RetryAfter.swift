// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The wait that a reply asks for.
enum RetryAfter {
    /// Reads `retry-after-ms` (OpenAI's), else `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3).
    /// - Parameters:
    ///   - headers: with names in lower case.
    ///   - date: now on the clock on the wall; the reply's own `Date` goes before it, because the two clocks may differ.
    /// - Returns: nil where none is asked for, or nothing sensible.
    static func wait(_ headers: [String: String], at date: Date) -> Duration? {
        if let text = headers["retry-after-ms"], let milliseconds = Double(text) { return span(milliseconds / 1000) }
        guard let text = headers["retry-after"] else { return nil }
        if let seconds = Double(text) { return span(seconds) }
        let now = headers["date"].flatMap(day) ?? date
        return day(text).flatMap { span($0.timeIntervalSince(now)) }
    }

    /// A day is longer than any deadline, and far from what a `Duration` cannot hold.
    private static func span(_ seconds: Double) -> Duration? {
        seconds.isFinite ? .seconds(min(max(0, seconds), 86_400)) : nil
    }

    private static func day(_ text: String) -> Date? {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: text)
    }
}
