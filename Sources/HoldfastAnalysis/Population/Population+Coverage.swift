// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

extension Population {
    /// How well the personas fill the space of their quantities, such as age and budget; nil where they have none in common.
    ///
    /// Intervals are from a jackknife over personas: a bootstrap draws personas twice, and a persona that stands there twice covers no more.
    func coverage(level: Double) -> ReportTable? {
        let personas = people.clusters.compactMap { people.personas[$0] }
        // The space of a reference is the one to be covered; without one it is what was reached.
        let known: [Persona] =
            if case .episodes(let other, _)? = reference { Array(other.people.personas.values) } else { personas }
        let axes = Set(personas.lazy.flatMap(\.facts).map(\.attribute)).sorted().compactMap { attribute -> (Attribute, ClosedRange<Double>)? in
            let values = personas.compactMap { $0[attribute] }
            // A quantity that one in ten lacks would leave too few personas.
            guard values.count * 10 >= personas.count * 9, AttributeAxis.span(of: values) != nil else { return nil }
            return AttributeAxis.span(of: known.compactMap { $0[attribute] }).map { (attribute, $0) }
        }.prefix(HaltonPoints.mostAxes)
        let points = personas.compactMap { persona -> [Double]? in
            let place = axes.compactMap { attribute, span in
                persona[attribute].flatMap(Double.init).map { min(1, max(0, ($0 - span.lowerBound) / (span.upperBound - span.lowerBound))) }
            }
            return place.count == axes.count ? place : nil
        }
        guard !axes.isEmpty, let support = SupportCoverage(points) else { return nil }
        let note = "over \(axes.map { "\($0.0)" }.joined(separator: ", "))\(peopleNote)"
        func row(_ name: String, _ title: String, _ value: Double, _ leftOut: [Double], upTo most: Double = .infinity, _ more: String = "")
            -> ReportRow?
        {
            let estimate = Jackknife.estimate(value: value, leftOut: leftOut, clusters: points.count, level: level, observations: points.count)
                .clipped(to: 0...most)
            return .level("population/\(name)", title: title, estimate, personas: points.count, note: note + more)
        }
        let radius = 0.1 * Double(axes.count).squareRoot()
        let extreme = "; an extreme, so the interval is rough"
        let rows = [
            row(
                "coverage", "share of the space within \(fixed(radius, 2)) of a persona", support.coverage(within: radius),
                support.coverageLeftOut(within: radius), upTo: 1),
            row("dispersion", "radius of the largest empty ball", support.dispersion, support.dispersionLeftOut, extreme),
            row("mean_distance", "mean distance of two personas", support.meanDistance, support.meanDistanceLeftOut),
            row("smallest_distance", "smallest distance of two personas", support.smallestDistance, support.smallestDistanceLeftOut, extreme),
        ].compactMap(\.self)
        return ReportTable(title: "Personas simulated: the space of their quantities", headings: ReportTable.levelHeadings, rows: rows)
    }
}
