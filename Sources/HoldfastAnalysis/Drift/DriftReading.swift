// SPDX-License-Identifier: Apache-2.0

/// The answer for one kind of failure: estimates, with what they rest on and why some cannot be had.
struct DriftReading {
    let kind: DriftOverTurns.Kind
    let horizon: Int
    private let table: LineDrift
    private let totals: ResampledTotals
    private let numbers: DriftNumbers
    private let derived: ResampledTotals

    /// Nil where nothing was decided.
    init?(_ kind: DriftOverTurns.Kind, _ table: LineDrift, horizon: Int, _ resampling: ClusterResampling) {
        guard table.turns > 0 else { return nil }
        self.kind = kind
        self.table = table
        self.horizon = horizon
        totals = resampling.totals(of: table.sums)
        let numbers = DriftNumbers(offset: 0, turns: table.turns, horizon: horizon)
        self.numbers = numbers
        derived = totals.derived(DriftNumbers.Name.allCases.map(\.rawValue)) { numbers.values($0) }
    }

    /// A total in the data.
    func count(_ column: LineDrift.Column) -> Int { Int(totals.totals[column.rawValue]) }

    /// Personas with something in a column.
    func personas(_ column: LineDrift.Column) -> Int { totals.clusters(with: "\(column)") }

    /// A number with its interval.
    func estimate(_ name: DriftNumbers.Name, observations: Int) -> Estimate? {
        let place = DriftNumbers.Name.allCases.firstIndex(of: name) ?? 0
        return derived.estimate(observations: observations) { $0[place] }
    }

    /// The share of failed ones among the decided, with an interval that has a width at 0.
    func share(_ failed: LineDrift.Column, of decided: LineDrift.Column) -> Estimate? { totals.share("\(failed)", of: "\(decided)") }

    /// The curve by line of the user, from 1.
    var byTurn: [FigurePoint] {
        (1...table.turns).compactMap { turn in
            totals.share("\(LineDrift.TurnColumn.failed) \(turn)", of: "\(LineDrift.TurnColumn.decided) \(turn)").map {
                FigurePoint(x: Double(turn), label: turn == LineDrift.mostTurns ? "\(turn)+" : nil, y: $0)
            }
        }
    }

    /// The curve by fifth, from 1.
    func byFifth(_ samples: [EpisodeSample]?) -> [FigurePoint] {
        LineDrift.fifths.enumerated().compactMap { fifth, columns in
            share(columns.failed, of: columns.decided).map {
                FigurePoint(x: Double(fifth + 1), y: $0, episodes: samples?[fifth].references ?? [])
            }
        }
    }

    /// A saturating fit and whether its numbers mean anything.
    struct Saturation {
        /// Start, level, rise, rate and half-life; those that `absence` speaks of are not to be shown.
        var names: [DriftNumbers.Name]
        /// Why the level is not to be shown; nil where it is.
        var levelAbsence: String?
        /// Why rate and half-life are not to be shown; nil where they are.
        var rateAbsence: String?
        /// An interval of the half-life that takes lines as independent; empty where there is none.
        var crossCheck: String
    }

    /// The fit by turn.
    var saturationByTurn: Saturation {
        let (decided, _) = numbers.lines(totals.totals)
        return saturation(
            numbers.turnFit(totals.totals), weights: decided, names: [.start, .level, .rise, .speed, .halfLife], place: "line")
    }

    /// The fit by fifth.
    var saturationByFifth: Saturation {
        let weights = LineDrift.fifths.map { totals.totals[$0.decided.rawValue] }
        return saturation(
            numbers.fifthFit(totals.totals), weights: weights,
            names: [.fifthStart, .fifthLevel, .fifthRise, .fifthSpeed, .fifthHalfLife], place: "fifth")
    }

    private func saturation(_ fit: SaturatingFit?, weights: [Double], names: [DriftNumbers.Name], place: String) -> Saturation {
        var result = Saturation(names: names, levelAbsence: nil, rateAbsence: nil, crossCheck: "")
        guard let fit else {
            result.levelAbsence = "fewer than four \(place)s to fit"
            result.rateAbsence = result.levelAbsence
            return result
        }
        let rise = estimate(names[2], observations: count(.decided))
        if rise?.excludes(0) != true {
            result.levelAbsence = "no drift to speak of: the rise's interval holds 0"
            result.rateAbsence = result.levelAbsence
        } else if fit.shape == .straight {
            result.levelAbsence = "straight to the last \(place): no level to see"
            result.rateAbsence = result.levelAbsence
        } else if fit.shape == .step {
            result.rateAbsence = "a step behind the first \(place): too fast to see"
        } else if let errors = fit.errors(t: weights.indices.map(Double.init), weights: weights) {
            let reach = Normal.quantile(0.975) * errors.halfLife
            result.crossCheck = "delta method, \(place)s independent: \(Self.text(fit.halfLife - reach)) to \(Self.text(fit.halfLife + reach))"
        }
        return result
    }

    private static func text(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }
}

extension LineDrift {
    /// The columns of the fifths, in their order.
    static let fifths: [(decided: Column, failed: Column)] = [
        (.firstFifth, .firstFifthFailed), (.secondFifth, .secondFifthFailed), (.thirdFifth, .thirdFifthFailed),
        (.fourthFifth, .fourthFifthFailed), (.lastFifth, .lastFifthFailed),
    ]
}
