// SPDX-License-Identifier: Apache-2.0

/// The MultiWOZ corpus of human-human dialogues about a visit to Cambridge.
///
/// Source: Eric et al., "MultiWOZ 2.1" (LREC 2020), in the "slim" JSONL layout of the ConvLab-2 copy: one dialogue a line.
public enum MultiWOZ {
    /// Name of the domain in scenarios, catalog and lexicon.
    public static let domainName = "multiwoz"

    /// One of the corpus's seven domains. Raw values are the keys of a goal.
    public enum Domain: String, Sendable, Hashable, Codable, CaseIterable {
        /// Their order here is that of a goal whose instructions do not tell.
        case restaurant, hotel, attraction, train, taxi, hospital, police
    }

    /// The values of one domain in a goal, under the corpus's own slot names.
    public struct DomainGoal: Hashable, Sendable {
        /// Search constraints that can be met in the end; several alternatives where the corpus joins them with `|`.
        public var info: [String: [String]]
        /// First choices for some of them, which must fail before `info` is tried.
        public var failedInfo: [String: [String]]
        /// Booking constraints that can be met in the end. Empty: nothing is booked.
        public var book: [String: [String]]
        /// First choices for some of them, which must fail.
        public var failedBook: [String: [String]]
        /// Slots the user wants to be told, sorted.
        public var requested: [String]

        /// What a goal wants of a domain; empty parts ask for nothing.
        public init(
            info: [String: [String]] = [:], failedInfo: [String: [String]] = [:], book: [String: [String]] = [:],
            failedBook: [String: [String]] = [:], requested: [String] = []
        ) {
            self.info = info
            self.failedInfo = failedInfo
            self.book = book
            self.failedBook = failedBook
            self.requested = requested
        }
    }

    /// What the user of one dialogue was told to do.
    public struct Goal: Hashable, Sendable {
        /// Domains in the order of the instructions, so far as these tell; the order of `Domain` otherwise.
        public var domains: [(Domain, DomainGoal)] { order.compactMap { domain in values[domain].map { (domain, $0) } } }
        /// What is wanted of each domain that the goal names.
        public var values: [Domain: DomainGoal]
        /// In which order `domains` goes through them; a domain that is missing here is left out there.
        public var order: [Domain]
        /// The instructions given to the human user.
        public var message: [String]

        /// A goal over domains, with instructions where there are any.
        public init(values: [Domain: DomainGoal], order: [Domain], message: [String] = []) {
            self.values = values
            self.order = order
            self.message = message
        }
    }

    /// One annotation of a line, such as `Hotel-Inform Area east`.
    public struct Act: Hashable, Sendable {
        /// `hotel` of `Hotel-Inform`, lower case; `booking` and `general` occur beside the domains.
        public var scope: String
        /// `inform` of `Hotel-Inform`, lower case.
        public var kind: String
        /// The slot as annotated, such as `Area`; `none` where there is none.
        public var slot: String
        /// The value as annotated; empty where there is none.
        public var value: String

        /// An annotation from its parts.
        public init(scope: String, kind: String, slot: String, value: String) {
            self.scope = scope
            self.kind = kind
            self.slot = slot
            self.value = value
        }
    }

    /// One line of a dialogue.
    public struct Line: Hashable, Sendable {
        /// Whether the user speaks; else it is the clerk.
        public var isUser: Bool
        /// The text as the corpus has it: tokenised.
        public var text: String
        /// Annotations, sorted by scope and kind.
        public var acts: [Act]

        /// A line of one side with its annotations.
        public init(isUser: Bool, text: String, acts: [Act]) {
            self.isUser = isUser
            self.text = text
            self.acts = acts
        }
    }

    /// One dialogue with its goal.
    public struct Dialogue: Hashable, Sendable, Identifiable {
        /// The corpus's own identifier.
        public var id: String
        /// What the user was told to do.
        public var goal: Goal
        /// The lines of both sides, in order.
        public var lines: [Line]

        /// A dialogue from its parts.
        public init(id: String, goal: Goal, lines: [Line]) {
            self.id = id
            self.goal = goal
            self.lines = lines
        }
    }
}
