// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The corpus's slots as attributes of a domain: how agent and user talk about each.
extension MultiWOZLexicon {
    /// One attribute per slot, in the order of the slots.
    func attributes() -> [DomainAttribute] { MultiWOZ.slots.map(attribute) }

    private func attribute(_ slot: MultiWOZ.Slot) -> DomainAttribute {
        let entry = entry(slot)
        let phrases = MultiWOZPhrases.of(slot)
        let words = "\(slot.domain.rawValue) \(slot.words)"
        let isTold = slot.role == .told
        let asked = "\(slot.words) of the \(MultiWOZPhrases.thing(slot.domain))"
        let fragments = phrases.fragments
        return DomainAttribute(
            entry, role: isTold ? .result : .constraint, spelling: slot.spelling, label: slot.words,
            prompt: isTold ? "Ask for the \(asked)." : fragments.first ?? "with {}", answers: answers(slot, fragments), fragments: fragments,
            asks: ["What is the \(asked)?", "Can I have the \(asked)?", "Could you tell me the \(asked)?"], recap: "the \(words) is {}",
            informs: [slot.key == "name" ? "I found {}." : "The \(words) is {}."], pool: pool(entry.pattern))
    }

    private func answers(_ slot: MultiWOZ.Slot, _ fragments: [String]) -> [String] {
        let frames =
            switch (slot.role, slot.key) {
            case (.book, _), (_, "day"): ["It is {}.", "Please make it {}.", "It should be {}."]
            case (_, "departure"), (_, "destination"): ["I am going {}.", "I need to go {}.", "I will travel {}."]
            default: ["I would like one {}.", "Please find one {}.", "I need one {}."]
            }
        return fragments.flatMap { fragment in
            (frames + ["{}, please."]).map { $0.filled(with: $0.hasPrefix("{}") ? fragment.sentenceCased : fragment) }
        }
    }

    /// Values to draw mistakes from: closed lists and small numbers. Times are drawn from quarters of an hour in the day.
    private func pool(_ pattern: ValuePattern) -> [String] {
        switch pattern {
        case .closed(let values) where values.count > 250:
            values.keys.filter { ["00", "15", "30", "45"].contains($0.suffix(2)) && $0 >= "06" && $0 < "23" }.sorted()
        case .closed(let values): values.keys.sorted()
        case .number(let range): range.clamped(to: 0...8).map(String.init)
        case .open: []
        }
    }
}
