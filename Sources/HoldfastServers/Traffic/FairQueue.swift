// SPDX-License-Identifier: Apache-2.0

/// Lets groups take turns: who waits behind many of one group is not behind all of them.
///
/// Within a group, first come, first served.
struct FairQueue<Group: Hashable & Sendable, Element: Sendable>: Sendable {
    private struct Line: Sendable {
        var elements: [Element] = []
        var first = 0

        mutating func take() -> Element {
            let element = elements[first]
            first += 1
            // Taking from the front of an array moves all that is behind it.
            if first * 2 > elements.count {
                elements.removeFirst(first)
                first = 0
            }
            return element
        }

        var isEmpty: Bool { first == elements.count }
    }

    private var lines: [Group: Line] = [:]
    /// Groups with somebody in line, in the order of their turns.
    private var turns = Turns()
    private(set) var count = 0

    private struct Turns: Sendable {
        var line = [Group]()
        var first = 0
    }

    mutating func append(_ element: Element, group: Group) {
        if lines[group] == nil { turns.line.append(group) }
        lines[group, default: Line()].elements.append(element)
        count += 1
    }

    /// Nil where nobody waits.
    mutating func next() -> Element? {
        guard turns.first < turns.line.count else { return nil }
        let group = turns.line[turns.first]
        turns.first += 1
        if turns.first * 2 > turns.line.count {
            turns.line.removeFirst(turns.first)
            turns.first = 0
        }
        guard var line = lines.removeValue(forKey: group) else { return nil }
        let element = line.take()
        count -= 1
        if !line.isEmpty {
            lines[group] = line
            turns.line.append(group)
        }
        return element
    }
}
