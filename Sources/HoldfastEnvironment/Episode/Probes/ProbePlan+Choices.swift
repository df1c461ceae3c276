// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// The values that an attribute can have in a domain, as far as they are known, and how they are written.
public struct AttributeValues: Hashable, Sendable {
    /// Canonical values.
    public var values: [String]
    /// How lines write them.
    public var spelling: Spelling

    /// Values that are written as they are, unless told otherwise.
    public init(_ values: [String], spelling: Spelling = .asIs) {
        self.values = values
        self.spelling = spelling
    }

    /// What a lexicon's pattern tells: a closed list, or the numbers around a given one. Open patterns tell nothing.
    init(_ pattern: ValuePattern, around value: String) {
        switch pattern {
        case .closed(let forms): self.init(forms.keys.sorted())
        case .number(let range):
            let number = Int(value).flatMap { range.contains($0) ? $0 : nil }
            let near = number.map { $0 - min(10, $0 - range.lowerBound)...$0 + min(10, range.upperBound - $0) }
            self.init(near?.map(String.init) ?? [])
        case .open: self.init([])
        }
    }

    /// A value as an option shows it. Spelled, unless lower case would not lead back from there to the canonical value.
    func option(_ value: String) -> String {
        let spelled = spelling.spell(value)
        return spelled.lowercased() == value ? spelled : value
    }
}

extension DomainCatalog {
    /// The values that a domain draws an attribute from; nil for an unknown one, and where the domain lists none.
    public func values(of attribute: Attribute, in domain: String) -> AttributeValues? {
        service(domain)?.definition.attribute(attribute).flatMap { $0.pool.isEmpty ? nil : AttributeValues($0.pool, spelling: $0.spelling) }
    }
}

extension ProbePlan {
    /// How many options a question has, the right one among them.
    static let optionCount = 5

    /// The questions with options to ask in a scenario after a user turn.
    ///
    /// Attributes are drawn as for open questions, among those of which four values beside the true ones are known. The other options are
    /// drawn among these; the place of the true one is drawn too.
    /// - Parameters:
    ///   - turn: index of the user turn in the dialogue, both seats counted.
    ///   - values: what is known of an attribute's values beyond the lexicon; nil for nothing.
    public func choices(
        in scenario: Scenario, lexicon: Lexicon, turn: Int, values: (Attribute) -> AttributeValues? = { _ in nil }
    ) -> [ProbeQuestion] {
        var candidates = lexicon.askable(scenario.persona.attributes(.shared))
        var stream = RandomKey(seed: scenario.seed ^ StableHash.of(ProbeKind.choice.rawValue), turn: turn, purpose: .probe).stream
        var chosen: [ProbeQuestion] = []
        while chosen.count < choices, let attribute = stream.pick(candidates) {
            candidates.removeAll { $0 == attribute }
            guard let request = stream.pick(lexicon.requests(for: attribute)), let truth = scenario.persona[attribute] else { continue }
            let pattern = lexicon.attributes.first { $0.attribute == attribute }?.pattern
            guard let known = values(attribute) ?? pattern.map({ AttributeValues($0, around: truth) }) else { continue }
            let trueValues = scenario.ledger.values[attribute, default: []]
            var others = known.values.filter { !trueValues.contains($0) }
            var options: [String] = []
            while options.count < Self.optionCount - 1, let other = stream.pick(others) {
                others.removeAll { $0 == other }
                options.append(known.option(other))
            }
            guard options.count == Self.optionCount - 1, let place = stream.pick(0..<Self.optionCount) else { continue }
            options.insert(known.option(truth), at: place)
            chosen.append(
                ProbeQuestion(
                    attribute: attribute, text: LetteredOptions.line(request, options: options), kind: .choice, options: options))
        }
        return chosen
    }
}
