// SPDX-License-Identifier: Apache-2.0

/// Lets groups take turns: who waits behind many of one group is not behind all of them.
///
/// Within a group, first come, first served.
struct FairQueue<Group: Hashable & Sendable, Element: Sendable>: Sendable {
    private struct Line<Member: Sendable>: Sendable {
        private var members: [Member] = []
        private var first = 0
        var isEmpty: Bool { first == members.count }

        mutating func append(_ member: Member) { members.append(member) }

        mutating func next() -> Member? {
            guard !isEmpty else { return nil }
            defer {
                first += 1
                // Taking from the front of an array moves all that is behind it.
                if first * 2 > members.count {
                    members.removeFirst(first)
                    first = 0
                }
            }
            return members[first]
        }
    }

    private var lines: [Group: Line<Element>] = [:]
    /// Groups with somebody in line, in the order of their turns.
    private var turns = Line<Group>()
    private(set) var count = 0

    mutating func append(_ element: Element, group: Group) {
        if lines[group] == nil { turns.append(group) }
        lines[group, default: Line()].append(element)
        count += 1
    }

    /// Nil where nobody waits.
    mutating func next() -> Element? {
        // Taken out while it changes, so that it is not copied.
        guard let group = turns.next(), var line = lines.removeValue(forKey: group), let element = line.next() else { return nil }
        count -= 1
        if !line.isEmpty {
            lines[group] = line
            turns.append(group)
        }
        return element
    }
}
