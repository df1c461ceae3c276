// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

extension PersonaSignal {
    /// Everybody that any of the tables has.
    var clusters: [ClusterKey] {
        moments.clusters + probes.clusters + counts.byItem().values.flatMap { $0.map(\.cluster) }
    }

    /// All numbers, table by table.
    func statistics(_ draws: ClusterDraws) -> [PersonaStatistics] {
        let categories = counts.byItem()
        return [
            PersonaStatistics("Share of the variance between personas, ICC(1)", correlations(draws)),
            PersonaStatistics("Categories: what the persona tells of them", categorical(draws, categories)),
            PersonaStatistics("Answers to the same question again", retests(draws, categories)),
            PersonaStatistics("Commitment of regenerated answers", commitments(draws)),
            PersonaStatistics("Pull of the default", pulls(draws, categories)),
            PersonaStatistics("Likeness to the line without persona", similarities(draws)),
        ]
    }

    /// The splits of all quantities that vary and were seen repeatedly, with the chance of their F, adjusted and not.
    func splits(_ draws: ClusterDraws) -> [(signal: QuantitySignal, split: VarianceSplit, probability: Double, adjusted: Double)] {
        let splits = SignalQuantity.all.indices.compactMap { number -> (QuantitySignal, VarianceSplit, Double)? in
            let signal = QuantitySignal(number, of: moments, draws)
            guard let split = signal.split, let probability = split.probability else { return nil }
            return (signal, split, probability)
        }
        return zip(splits, MultipleTests.holm(splits.map(\.2))).map { ($0.0, $0.1, $0.2, $1) }
    }

    private func correlations(_ draws: ClusterDraws) -> [PersonaStatistic] {
        splits(draws).map { signal, split, probability, adjusted in
            let interval = split.interval().map { String(format: "; by F %.3f to %.3f", $0.low, $0.high) } ?? ""
            return PersonaStatistic(
                name: "persona/icc/\(signal.quantity.name)", title: signal.quantity.title, personas: signal.personas,
                observations: signal.observations,
                note: String(format: "F test p = %.2g, %.2g after Holm", probability, adjusted) + interval + subsetNote(moments.subset)
            ) { signal.split($0)?.correlation }
        }
    }

    private func categorical(
        _ draws: ClusterDraws, _ categories: [Int: [Person]]
    ) -> [PersonaStatistic] {
        items.keys.sorted().filter { $0.kind.isCategory }.flatMap { item -> [PersonaStatistic] in
            guard let number = items[item], let counts = categories[number] else { return [] }
            let signal = CategorySignal(counts, draws)
            guard signal.isInformative else { return [] }
            let chance = signal.informationByChance.map { String(format: "not corrected, chance alone gives %.3f", $0) } ?? ""
            func statistic(_ name: String, _ title: String, _ note: String = "", _ value: @escaping ([Double]) -> Double?) -> PersonaStatistic {
                PersonaStatistic(
                    name: "persona/\(name)/\(item.name)", title: "\(item.title): \(title)", personas: signal.personas,
                    observations: signal.observations, note: note + subsetNote(self.counts.subset), value: value)
            }
            return [
                statistic("information", "I / H", chance, signal.information),
                statistic("category_icc", "agreement above other personas'", "", signal.correlation),
            ]
        }
    }

    private func retests(
        _ draws: ClusterDraws, _ categories: [Int: [Person]]
    ) -> [PersonaStatistic?] {
        let kinds: [(Item.Kind, String, Bool?)] = [
            (.open, "open questions", false), (.choice, "choices", true), (.regeneration, "regenerated answers", nil),
        ]
        return kinds.flatMap { kind, title, isChoice -> [PersonaStatistic?] in
            let zero = [Double](repeating: 0, count: draws.clusters.count)
            var sums = (agreeing: zero, count: zero)
            for (item, number) in items where item.kind == kind {
                CategorySignal(categories[number] ?? [], draws).agreements(into: &sums)
            }
            let retest = PersonaStatistic.ratio(
                "persona/retest/\(kind)", title: "\(title): two answers agree", target: .one, sums.agreeing, over: sums.count)
            guard let isChoice else { return [retest] }
            let right = column(.right(isChoice: isChoice), draws)
            let decided = column(.decided(isChoice: isChoice), draws)
            var normalised = retest
            normalised?.name = "persona/normalised_accuracy/\(kind)"
            normalised?.title = "\(title): right, over the ceiling of retests"
            normalised?.target = .one
            normalised?.note = "above 1 where wrong answers vary: they lower the ceiling more than the accuracy"
            normalised?.value = { weights in
                guard let accuracy = PersonaStatistic.quotient(of: right, over: decided, weights),
                    let ceiling = PersonaStatistic.quotient(of: sums.agreeing, over: sums.count, weights), ceiling > 0
                else { return nil }
                return accuracy / ceiling
            }
            return [.ratio("persona/accuracy/\(kind)", title: "\(title): right", target: .one, right, over: decided), retest, normalised]
        }
    }

    private func commitments(_ draws: ClusterDraws) -> [PersonaStatistic?] {
        let stored = SignalQuantity.all.indices.filter { SignalQuantity.all[$0].score?.hasPrefix("probe/co") ?? false }.map { number in
            let quantity = SignalQuantity.all[number]
            let signal = QuantitySignal(number, of: moments, draws)
            return PersonaStatistic.ratio(
                "persona/\(quantity.name)", title: "\(quantity.title), as scored", target: quantity.name == "commitment_deviation" ? .zero : .one,
                signal.totals, over: signal.counts)
        }
        return stored
            + ProbeColumn.Ground.allCases.flatMap { ground -> [PersonaStatistic?] in
                func all(_ curve: ProbeColumn.Curve) -> [Double] {
                    total((1...ProbeColumn.lines).map { .commitment(curve, ground, line: $0) }, draws)
                }
                var agreement = PersonaStatistic.ratio(
                    "persona/commitment/\(ground)", title: "\(ground.title): share of the commonest answer", target: ground.target, all(.agreement),
                    over: all(.places))
                if ground == .told { agreement?.episodes = unsettled.references }
                return [
                    agreement,
                    .ratio(
                        "persona/commitment_entropy/\(ground)", title: "\(ground.title): 1 - H / log n", target: ground.target,
                        all(.concentration), over: all(.places)),
                ]
            }
    }

    private func similarities(_ draws: ClusterDraws) -> [PersonaStatistic?] {
        let lines = 1...ProbeColumn.lines
        var mean = PersonaStatistic.ratio(
            "persona/no_persona_similarity", title: "similarity of a line to the one without persona",
            total(lines.map { .similarity(line: $0) }, draws), over: total(lines.map { .compared(line: $0) }, draws))
        mean?.episodes = likest.references
        var slope = PersonaStatistic.ratio(
            "persona/no_persona_slope", title: "its slope per line, within dialogues", column(.lineProducts, draws),
            over: column(.lineSquares, draws))
        slope?.note = "above 0: lines come closer to what is said without persona"
        slope?.observations = mean?.observations ?? 0
        return [mean, slope]
    }

    /// A column by persona, in the order of the weights.
    func column(_ column: ProbeColumn, _ draws: ClusterDraws) -> [Double] { total([column], draws) }

    /// The sum of columns by persona, in the order of the weights.
    func total(_ columns: [ProbeColumn], _ draws: ClusterDraws) -> [Double] {
        draws.clusters.map { cluster in
            guard let row = probes[cluster] else { return 0 }
            return columns.reduce(0) { $0 + row[row.startIndex + $1.place] }
        }
    }

    private func subsetNote(_ subset: PersonaSubset) -> String {
        subset.isWhole ? "" : "; over a part of the personas, chosen by their hash"
    }
}

extension ProbeColumn.Ground {
    var title: String {
        switch self {
        case .told: "facts that may be told"
        case .secret: "secrets"
        case .unspecified: "facts that nothing specifies"
        }
    }

    /// A fact should always be told alike; secrets are refused in many words, and of what was not given nothing may be known.
    fileprivate var target: ReportedMetric.Target { self == .told ? .one : .none }
}

extension PersonaSignal.Item {
    fileprivate var name: String { attribute.rawValue.isEmpty ? "\(kind)" : "\(kind)/\(attribute)" }

    fileprivate var title: String {
        switch kind {
        case .ending: "ending"
        case .stop: "stop decision"
        case .opening: "opening"
        case .act: "first act"
        case .open: "answer on \(attribute)"
        case .choice: "choice of \(attribute)"
        case .regeneration: "regenerated \(attribute)"
        case .truth: "true \(attribute)"
        case .mention: "mentioned \(attribute)"
        }
    }
}
