// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension MultiWOZ {
    /// One slot of a goal in canonical values: what is wanted in the end, and what is to be tried first.
    public struct Wish: Hashable, Sendable {
        /// What the wish is about; never a slot that is only told.
        public var slot: Slot
        /// What can be had in the end; several where the corpus accepts alternatives, empty where only a first choice is named.
        public var values: [String]
        /// The first choice, which must fail; nil where there is none.
        public var first: String?
    }
}

extension MultiWOZ.DomainGoal {
    /// The wishes in the order of the slots. Keys this package has no slot for, and indifference, are left out.
    public func wishes(in domain: MultiWOZ.Domain) -> [MultiWOZ.Wish] {
        MultiWOZ.slots.filter { $0.domain == domain && $0.role != .told }.compactMap { slot in
            let isBooking = slot.role == .book
            // A key may stand in either part: a train's day is searched for in one release and booked in another.
            let wanted = (isBooking ? book[slot.key] ?? info[slot.key] : info[slot.key] ?? book[slot.key]) ?? []
            let tried = (isBooking ? failedBook[slot.key] ?? failedInfo[slot.key] : failedInfo[slot.key] ?? failedBook[slot.key]) ?? []
            let values = wanted.compactMap { MultiWOZValue.canonical($0, of: slot) }
            let first = tried.compactMap { MultiWOZValue.canonical($0, of: slot) }.first { !values.contains($0) }
            guard !values.isEmpty || first != nil else { return nil }
            return MultiWOZ.Wish(slot: slot, values: values, first: first)
        }
    }

    /// The attributes the user wants to be told, in the order of the slots.
    public func attributesToLearn(in domain: MultiWOZ.Domain) -> [MultiWOZ.Slot] {
        MultiWOZ.slots.filter { $0.domain == domain && requested.contains($0.key) }
    }

    /// The errands of the domain, in order: finding it, and booking it where the goal books. A taxi is only booked.
    public func intents(in domain: MultiWOZ.Domain) -> [String] {
        if domain == .taxi { return ["book_taxi"] }
        return ["find_\(domain.rawValue)"] + (book.isEmpty ? [] : ["book_\(domain.rawValue)"])
    }
}
