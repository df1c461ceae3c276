// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

extension Population {
    /// How far the style is from that of a reference.
    /// - Parameter prefix: what the rows' names begin with.
    func distances(to reference: PopulationReference, prefix: String, _ draws: ClusterDraws) -> [PersonaStatistics] {
        let own = StyleNumbers(self, draws)
        let (known, other): (StyleNumbers, Population?) =
            switch reference {
            case .episodes(let population, _): (StyleNumbers(population, draws), population)
            case .figures(let figures): (StyleNumbers(figures), nil)
            }
        let title = "Against \(reference.name)"
        var shares = StyleShare.allCases.map { share in
            difference(
                "\(prefix)\(share.rawValue)/difference", "\(share.title), difference", own.share(share), known.share(share),
                column(.lines(.all), draws))
        }
        shares.append(difference("\(prefix)success/difference", "goal success, difference", own.success, known.success, column(.rated, draws)))
        var results = [
            PersonaStatistics("\(title): shares", shares + [outcomeError(other, prefix, draws), stylePull(known, prefix, draws)]),
            PersonaStatistics(
                "\(title): distributions",
                StyleDistribution.allCases.flatMap { distributionDistances($0, to: reference, prefix, draws) }),
            jointErrors(reference, prefix, title, draws),
        ]
        if let other, let statistic = twoSamples(other, prefix, draws) {
            results.append(PersonaStatistics("\(title): told apart by a classifier", [statistic]))
        }
        return results
    }

    private func difference(
        _ name: String, _ title: String, _ own: (([Double]) -> Double?)?, _ known: (([Double]) -> Double?)?, _ observations: [Double]
    ) -> PersonaStatistic? {
        guard let own, let known else { return nil }
        return PersonaStatistic(
            name: name, title: title, target: .none, personas: observations.count { $0 > 0 }, observations: Int(observations.reduce(0, +))
        ) { weights in
            guard let first = known(weights), let second = own(weights) else { return nil }
            return second - first
        }
    }

    private func distributionDistances(
        _ distribution: StyleDistribution, to reference: PopulationReference, _ prefix: String, _ draws: ClusterDraws
    ) -> [PersonaStatistic] {
        let own = rows(of: distribution, draws)
        let personas = own.count { !$0.isEmpty }
        let pair: DistributionPair
        switch reference {
        case .episodes(let other, _):
            pair = DistributionPair(own: own, known: other.rows(of: distribution, draws), fixed: nil, width: distribution.labels.count)
        case .figures(let figures):
            guard let counts = figures.counts(of: distribution) else { return [] }
            pair = DistributionPair(own: own, known: [], fixed: counts, width: distribution.labels.count)
        }
        let observations = Int(own.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } })
        func statistic(
            _ name: String, _ title: String, target: ReportedMetric.Target = .zero, upTo most: Double = 1,
            _ distance: @escaping ([Double], [Double]) -> Double?
        ) -> PersonaStatistic {
            PersonaStatistic(
                name: "\(prefix)\(distribution.rawValue)/\(name)", title: "\(distribution.title): \(title)", target: target, personas: personas,
                observations: observations, note: pair.byChance(distance).map { "two sets of one source give about \(fixed($0, 3))" } ?? "",
                bounds: 0...most
            ) { pair.distance($0, distance) }
        }
        let ordered =
            distribution.isOrdered
            ? [statistic("wasserstein", "Wasserstein-1", upTo: .infinity) { DistributionDistance.wasserstein($0, $1) }] : []
        return ordered + [
            statistic("total_variation", "total variation") { DistributionDistance.totalVariation($0, $1) },
            statistic("jensen_shannon", "Jensen-Shannon, bits") { DistributionDistance.jensenShannon($0, $1) },
            statistic("dice", "Dice of the shares", target: .one) { first, second in
                let totals = (first.reduce(0, +), second.reduce(0, +))
                return totals.0 > 0 && totals.1 > 0
                    ? DistributionDistance.dice(first.map { $0 / totals.0 }, second.map { $0 / totals.1 }) : nil
            },
        ]
    }

    /// The difference of success by difficulty, over the scenarios of both; difficulty is the reference's own rate of success.
    private func outcomeError(_ reference: Population?, _ prefix: String, _ draws: ClusterDraws) -> PersonaStatistic? {
        guard let reference else { return nil }
        let bins = 5
        let pairs = outcomes.outcomes.sorted { $0.key < $1.key }.compactMap {
            key, own -> (bin: Int, place: Int, own: (Double, Double), known: (Double, Double))? in
            guard let known = reference.outcomes.outcomes[key], let place = draws.place(of: own.cluster) else { return nil }
            let bin = min(bins - 1, max(0, Int(known.hits / known.count * Double(bins))))
            return (bin, place, (own.hits, own.count), (known.hits, known.count))
        }
        guard !pairs.isEmpty else { return nil }
        return PersonaStatistic(
            name: "\(prefix)success/calibration_error", title: "goal success, calibration error by difficulty", target: .zero,
            personas: Set(pairs.map(\.place)).count, observations: pairs.count,
            note: "over \(pairs.count) scenarios of both, in \(Set(pairs.map(\.bin)).count) bins of the reference's own success", bounds: 0...1
        ) { weights in
            var sums = [BinnedCalibration.Bin](repeating: BinnedCalibration.Bin(referenceHits: 0, referenceCount: 0, hits: 0, count: 0), count: bins)
            for pair in pairs where weights[pair.place] > 0 {
                sums[pair.bin].referenceHits += weights[pair.place] * pair.known.0
                sums[pair.bin].referenceCount += weights[pair.place] * pair.known.1
                sums[pair.bin].hits += weights[pair.place] * pair.own.0
                sums[pair.bin].count += weights[pair.place] * pair.own.1
            }
            return BinnedCalibration(bins: sums).error
        }
    }

    /// How far lines stay at the style without persona instead of going to the reference's: 1 no movement, 0 the reference reached.
    ///
    /// Source: the default pull of arXiv:2401.07115, (profile - target)(default - target) / |default - target|^2, over the shares of the lines, each in
    /// deviations of the target's.
    private func stylePull(_ known: StyleNumbers, _ prefix: String, _ draws: ClusterDraws) -> PersonaStatistic? {
        let count = column(.lines(.reply), draws)
        let axes = StyleShare.allCases.compactMap { share in
            known.share(share).map { ($0, own: column(.share(share, .besideReply), draws), reply: column(.share(share, .reply), draws)) }
        }
        guard count.contains(where: { $0 > 0 }), !axes.isEmpty else { return nil }
        return PersonaStatistic(
            name: "\(prefix)style/default_pull", title: "pull of the style without persona", target: .zero, personas: count.count { $0 > 0 },
            observations: Int(count.reduce(0, +)), note: "over \(axes.count) shares of the lines beside which one without persona was drawn"
        ) { weights in
            var (product, square) = (0.0, 0.0)
            for (target, own, reply) in axes {
                guard let aim = target(weights), let profile = PersonaStatistic.quotient(of: own, over: count, weights),
                    let start = PersonaStatistic.quotient(of: reply, over: count, weights)
                else { return nil }
                let variance = max(aim * (1 - aim), 1e-4)
                product += (profile - aim) * (start - aim) / variance
                square += (start - aim) * (start - aim) / variance
            }
            return square > 0 ? product / square : nil
        }
    }

    /// A classifier between some dialogues of both, as many of each.
    private func twoSamples(_ other: Population, _ prefix: String, _ draws: ClusterDraws) -> PersonaStatistic? {
        let count = min(sample.dialogues.count, other.sample.dialogues.count)
        guard count >= 10 else { return nil }
        let examples = [other, self].enumerated().flatMap { side, population in
            population.sample.dialogues.prefix(count).map {
                TwoSampleClassifier.Example(features: $0.features, isSecond: side == 1, cluster: $0.cluster)
            }
        }
        guard let classifier = TwoSampleClassifier(examples) else { return nil }
        var sums = (right: [Double](repeating: 0, count: draws.clusters.count), all: [Double](repeating: 0, count: draws.clusters.count))
        for (example, correct) in zip(examples, classifier.correct) {
            guard let place = draws.place(of: example.cluster) else { continue }
            sums.right[place] += correct
            sums.all[place] += 1
        }
        let total = classifier.correct.reduce(0, +)
        let probability = classifier.probability(permutations: 99, seed: 0)
        let binomial = ClopperPearson.interval(total, of: Double(2 * count)).map { "; binomial \(fixed($0.low, 3)) to \(fixed($0.high, 3))" } ?? ""
        var statistic = PersonaStatistic.ratio(
            "\(prefix)style/classifier", title: "accuracy of telling dialogues apart by style", sums.right, over: sums.all)
        statistic?.note =
            "0.5 is guessing; permutation p = \(fixed(probability, 2))\(binomial); \(count) dialogues of each, \(DialogueStyle.featureTitles.count) features"
        return statistic
    }
}
