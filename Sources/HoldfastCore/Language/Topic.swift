// SPDX-License-Identifier: Apache-2.0

/// One part of a lexicon that covers several services, such as the hotels of a lexicon with hotels and trains.
///
/// Attributes named `<topic>_…` belong to the topic: their cues count only where the line is about it.
public struct Topic: Hashable, Sendable, Codable {
    /// What the names of its attributes begin with (`hotel` in `hotel_area`) and those of its intents end with (`book_hotel`).
    public var name: String
    /// Words that show what a line is about, such as `place to stay`; lower case.
    public var cues: [String]
    /// Values that only this topic has, such as names of hotels: weaker than a cue.
    public var names: [String]
    /// Whether a cue decides a whole sentence, and those that follow: a taxi from a hotel to a restaurant is about a taxi.
    public var prevails: Bool

    /// A topic that is recognised by its cues, and by names where it has any.
    public init(name: String, cues: [String], names: [String] = [], prevails: Bool = false) {
        self.name = name
        self.cues = cues
        self.names = names
        self.prevails = prevails
    }

    /// Whether an attribute or the object of an intent (`book_hotel`) is named after the topic.
    func owns(_ name: String) -> Bool { name.hasPrefix(self.name + "_") || name.hasSuffix("_" + self.name) }
}
