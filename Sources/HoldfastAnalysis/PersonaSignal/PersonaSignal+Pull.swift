// SPDX-License-Identifier: Apache-2.0

extension PersonaSignal {
    /// How far users stay at what they do without a persona instead of going where the persona asks: 1 no movement, 0 the persona's own.
    ///
    /// Source: the default pull of arXiv:2401.07115, the projection of profile - target on default - target. For a rule of behaviour the target is
    /// that no line breaks it, so it is the share of broken lines over the share without persona. For facts the default is the answer that most
    /// give, and the pull the share of it among answers of personas that it is not true of.
    func pulls(
        _ draws: ClusterDraws, _ categories: [Int: [Person]]
    ) -> [PersonaStatistic?] {
        let facts: [PersonaStatistic?] = [(Item.Kind.open, "open questions"), (.choice, "choices")].map { kind, title in
            let zero = [Double](repeating: 0, count: draws.clusters.count)
            var (pulled, eligible) = (zero, zero)
            for (item, number) in items.sorted(by: { $0.key < $1.key }) where item.kind == kind {
                func counts(_ kind: Item.Kind) -> [Person] { items[Item(kind: kind, attribute: item.attribute)].flatMap { categories[$0] } ?? [] }
                let truths = Dictionary(uniqueKeysWithValues: counts(.truth).map { ($0.cluster, Set($0.values.map(\.value))) })
                let known = truths.values.reduce(into: Set<UInt32>()) { $0.formUnion($1) }
                let answers = categories[number] ?? []
                let mentions = counts(.mention).map { person in (person.cluster, person.values.filter { known.contains($0.value) }) }
                // A wrong open answer is coded by all its words; its value is among what it mentions.
                let values = kind == .choice ? answers : answers + mentions
                guard
                    let common = Self.commonest(
                        values.map { ($0.cluster, kind == .choice ? $0.values : $0.values.filter { known.contains($0.value) }) })
                else { continue }
                func isEligible(_ person: Person) -> Int? {
                    truths[person.cluster].flatMap { $0.contains(common) ? nil : draws.place(of: person.cluster) }
                }
                for person in answers {
                    if let place = isEligible(person) { eligible[place] += person.values.reduce(0) { $0 + $1.count } }
                }
                for person in values {
                    if let place = isEligible(person) { pulled[place] += person.values.first { $0.value == common }?.count ?? 0 }
                }
            }
            return .ratio(
                "persona/default_pull/\(kind)", title: "\(title): the commonest answer of all, where it is not the own", target: .zero, pulled,
                over: eligible)
        }
        return facts + ProbeColumn.Rule.allCases.map { pull($0, draws) }
    }

    private func pull(_ rule: ProbeColumn.Rule, _ draws: ClusterDraws) -> PersonaStatistic? {
        let sides = [true, false].map { withPersona in
            (broken: column(.broken(rule, withPersona: withPersona), draws), judged: column(.judged(rule, withPersona: withPersona), draws))
        }
        var statistic = PersonaStatistic.ratio(
            "persona/default_pull/\(rule.name)", title: rule.title, target: .zero, sides[0].broken, over: sides[0].judged)
        statistic?.note = "share of lines that break the rule, over the share of those said without persona"
        statistic?.value = { weights in
            let shares = sides.map { PersonaStatistic.quotient(of: $0.broken, over: $0.judged, weights) }
            guard let own = shares[0], let unconditioned = shares[1], unconditioned > 0 else { return nil }
            return own / unconditioned
        }
        return statistic
    }

    private static func commonest(_ answers: [Person]) -> UInt32? {
        var totals: [UInt32: Double] = [:]
        for person in answers { for (value, count) in person.values { totals[value, default: 0] += count } }
        return totals.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}

extension ProbeColumn.Rule {
    fileprivate var title: String {
        switch self {
        case .atMostWords: "rule of at most so many words"
        case .alwaysSays: "rule to always say a word"
        case .neverSays: "rule to never say a word"
        }
    }
}
