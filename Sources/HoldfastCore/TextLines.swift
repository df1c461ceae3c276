// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The lines between line feeds, empty ones included, each without the carriage return that some systems put before the line feed.
    ///
    /// A carriage return and a line feed are one character, which a line feed alone does not equal. No other separator counts: text in
    /// JSON may hold those as they are.
    public var lineFeedSeparated: [Substring] {
        split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    }
}
